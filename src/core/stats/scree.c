/* scree.c - a PCA's variances as a chart of text */
#include "stats/scree.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BAR_WIDTH 32
#define LINE_SIZE 80			/* with the end of line, and to spare */

static const char heading[] = "component  share of variance                    %  cumulative";

static double
share(const AnPca *pca, double variance)
{
	return pca->total_variance > 0 ? 100 * variance / pca->total_variance : 0;
}

/* A line, without its end. */
static void
format_line(const AnPca *pca, uint32_t component, double sum, char *line)
{
	double		value = an_pca_eigenvalues(pca)[component];
	double		largest = an_pca_eigenvalues(pca)[0];
	int			length = largest > 0 ? (int) lround(BAR_WIDTH * value / largest) : 0;
	char		bar[BAR_WIDTH + 1];

	memset(bar, ' ', BAR_WIDTH);
	memset(bar, '#', (size_t) length);
	bar[BAR_WIDTH] = '\0';
	snprintf(line, LINE_SIZE, "%9u  %s %6.2f %10.2f", component + 1, bar, share(pca, value),
			 fmin(share(pca, sum), 100));
}

AnStatus
an_pca_scree(AnEnv *env, const AnPca *pca, uint32_t most, AnStr *chart)
{
	uint32_t	lines = pca->count < most ? pca->count : most;
	size_t		size = ((size_t) lines + 2) * LINE_SIZE;
	char	   *text = an_alloc(env, size);
	size_t		used;
	double		sum = 0;

	if (text == NULL)
		return env->error.status;
	used = (size_t) snprintf(text, size, "%s", heading);
	for (uint32_t c = 0; c < lines; c++)
	{
		sum += an_pca_eigenvalues(pca)[c];
		text[used++] = '\n';
		format_line(pca, c, sum, text + used);
		used += strlen(text + used);
	}
	if (lines < pca->order)
		used += (size_t) snprintf(text + used, size - used, "\n%9s  %u more, %.2f %% of the variance",
								  "", pca->order - lines, fmax(100 - share(pca, sum), 0));
	*chart = (AnStr) {text, used};
	return AN_OK;
}
