/*
 * softmax.c - margins, probabilities and gradients of a block of rows
 *
 * Eight classes, or eight rows when there is one margin, are computed at a time,
 * with the registers that the processor has.  Compiled for several of them:
 * results are the same, as nothing is fused or reordered.
 */
#include "train/softmax.h"

#include <math.h>
#include <string.h>

#include "base/clones.h"

/* Into each of the clones. */
#define INLINE static inline __attribute__((always_inline))

#define ROWS AN_DESIGN_BLOCK

/* As a type that can be loaded from any double's address. */
typedef double Lanes __attribute__((vector_size(AN_LANES * sizeof(double)), aligned(8), may_alias));
typedef uint64_t Bits __attribute__((vector_size(AN_LANES * sizeof(uint64_t)), aligned(8), may_alias));
typedef int64_t Flags __attribute__((vector_size(AN_LANES * sizeof(int64_t)), aligned(8), may_alias));

/*
 * exp(x) = 2^n exp(r), n being the integer next to x / log(2), by Taylor's series
 * for |r| <= log(2) / 2.  log(2) is taken in two parts, the first of which times
 * n is exact.
 */
#define LOG2_E 1.4426950408889634
#define LOG_2_HIGH 0x1.62e42fefa0000p-1
#define LOG_2_LOW 0x1.cf79abc9e3b3ap-40
#define ROUNDER 0x1.8p52		/* added, it leaves the integer in the last bits */

/* x = its bits where the flags are set, other's elsewhere */
INLINE void
choose(const Flags *which, Lanes *x, const Lanes *other)
{
	*x = (Lanes) ((*which & (Flags) *x) | (~*which & (Flags) *other));
}

INLINE void
exponential(Lanes *x)
{
	const Lanes lowest = {-708, -708, -708, -708, -708, -708, -708, -708};
	const Lanes highest = {709, 709, 709, 709, 709, 709, 709, 709};
	Flags		within = *x > lowest;
	Lanes		shifted;
	Lanes		n;
	Lanes		r;
	Lanes		sum;

	choose(&within, x, &lowest);
	within = *x < highest;
	choose(&within, x, &highest);
	shifted = *x * LOG2_E + ROUNDER;
	n = shifted - ROUNDER;
	r = *x - n * LOG_2_HIGH - n * LOG_2_LOW;
	sum = 1.0 / 479001600 * r + 1.0 / 39916800;
	sum = sum * r + 1.0 / 3628800;
	sum = sum * r + 1.0 / 362880;
	sum = sum * r + 1.0 / 40320;
	sum = sum * r + 1.0 / 5040;
	sum = sum * r + 1.0 / 720;
	sum = sum * r + 1.0 / 120;
	sum = sum * r + 1.0 / 24;
	sum = sum * r + 1.0 / 6;
	sum = sum * r + 0.5;
	sum = sum * (r * r) + r + 1;
	*x = (Lanes) ((Flags) sum + (Flags) ((Bits) shifted << 52));
}

AN_CLONES static void
exponentials(size_t n, double *x)
{
	for (size_t i = 0; i < n; i += AN_LANES)
		exponential((Lanes *) (void *) (x + i));
}

/* A function of which there are clones cannot be hidden. */
void
an_exponentials(size_t n, double *x)
{
	exponentials(n, x);
}

/* ----- margins ----- */

/* Intercepts and what is 1, for 8 classes from k on. */
INLINE void
margins_of_codes(const AnDesign *design, const AnDesignBlock *block, uint32_t stride,
				 const double *weights, double *out)
{
	const Lanes intercept = *(const Lanes *) (const void *) (weights + (size_t) design->ncolumns * stride);

	for (uint32_t r = 0; r < block->rows; r++)
	{
		Lanes		sum = intercept;

		for (uint32_t s = 0; s < design->nslots; s++)
			sum += *(const Lanes *) (const void *) (weights + (size_t) block->code[s * ROWS + r] * stride);
		*(Lanes *) (void *) (out + (size_t) r * stride) = sum;
	}
}

/* Four numbers; what is beyond the last one has no effect. */
INLINE void
margins_of_numbers(const AnDesignBlock *block, uint32_t stride, const double *z, uint32_t count,
				   const double *weights, double *out)
{
	Lanes		w[4];

	for (uint32_t j = 0; j < 4; j++)
		w[j] = *(const Lanes *) (const void *) (weights + (j < count ? j : 0) * (size_t) stride);
	for (uint32_t r = 0; r < block->rows; r++)
	{
		Lanes		sum = z[r] * w[0];

		if (count > 1)
			sum += z[ROWS + r] * w[1];
		if (count > 2)
			sum += z[2 * ROWS + r] * w[2];
		if (count > 3)
			sum += z[3 * ROWS + r] * w[3];
		*(Lanes *) (void *) (out + (size_t) r * stride) += sum;
	}
}

AN_CLONES static void
margins_of_classes(const AnDesign *design, const AnDesignBlock *block, uint32_t stride,
				   const double *weights, double *out)
{
	for (uint32_t k = 0; k < stride; k += AN_LANES)
	{
		margins_of_codes(design, block, stride, weights + k, out + k);
		for (uint32_t j = 0; j < design->nvarying; j += 4)
		{
			uint32_t	left = design->nvarying - j;
			const double *z = block->z + (size_t) j * ROWS;
			const double *w = weights + (size_t) j * stride + k;

			if (left >= 4)
				margins_of_numbers(block, stride, z, 4, w, out + k);
			else
				margins_of_numbers(block, stride, z, left, w, out + k);
		}
	}
}

AN_CLONES static void
margins_of_rows(const AnDesign *design, const AnDesignBlock *block, const double *weights,
				double *out)
{
	for (uint32_t r = 0; r < ROWS; r++)
		out[r] = weights[design->ncolumns];
	for (uint32_t j = 0; j < design->nvarying; j++)
		for (uint32_t r = 0; r < ROWS; r++)
			out[r] += block->z[(size_t) j * ROWS + r] * weights[j];
	for (uint32_t s = 0; s < design->nslots; s++)
		for (uint32_t r = 0; r < block->rows; r++)
			out[r] += weights[block->code[(size_t) s * ROWS + r]];
}

void
an_margins(const AnDesign *design, const AnDesignBlock *block, uint32_t stride,
		   const double *weights, double *out)
{
	if (stride == 1)
		margins_of_rows(design, block, weights, out);
	else
		margins_of_classes(design, block, stride, weights, out);
}

/* ----- from margins to probabilities ----- */

/* Takes the largest margin of each row away from all of them. */
AN_CLONES static void
shift_rows(uint32_t rows, uint32_t stride, double *margins)
{
	for (uint32_t r = 0; r < rows; r++)
	{
		double	   *row = margins + (size_t) r * stride;
		Lanes		most = *(const Lanes *) (const void *) row;
		double		largest;

		for (uint32_t k = AN_LANES; k < stride; k += AN_LANES)
		{
			Flags		larger = most > *(const Lanes *) (const void *) (row + k);

			choose(&larger, &most, (const Lanes *) (const void *) (row + k));
		}
		largest = most[0];
		for (uint32_t i = 1; i < AN_LANES; i++)
			largest = most[i] > largest ? most[i] : largest;
		for (uint32_t k = 0; k < stride; k += AN_LANES)
			*(Lanes *) (void *) (row + k) -= largest;
	}
}

AN_CLONES static void
sum_rows(uint32_t rows, uint32_t stride, const double *x, double *out)
{
	for (uint32_t r = 0; r < rows; r++)
	{
		const double *row = x + (size_t) r * stride;
		Lanes		s = *(const Lanes *) (const void *) row;

		for (uint32_t k = AN_LANES; k < stride; k += AN_LANES)
			s += *(const Lanes *) (const void *) (row + k);
		out[r] = ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
	}
}

AN_CLONES static void
scale_rows(uint32_t rows, uint32_t stride, const double *factors, double *x)
{
	for (uint32_t r = 0; r < rows; r++)
		for (uint32_t k = 0; k < stride; k += AN_LANES)
			*(Lanes *) (void *) (x + (size_t) r * stride + k) *= factors[r];
}

/* log(1 + exp(margin)) less the margin for the second class; margins become
 * probabilities. */
static double
residuals_of_rows(const AnDesignBlock *block, const uint32_t *target, double *margins)
{
	double		small[ROWS] = {0};
	double		loss = 0;

	for (uint32_t r = 0; r < block->rows; r++)
		small[r] = -fabs(margins[r]);
	an_exponentials(ROWS, small);
	for (uint32_t r = 0; r < block->rows; r++)
	{
		double		margin = margins[r];
		double		second = target[r] == 1;

		loss += block->weight[r] * (log1p(small[r]) + (margin > 0 ? margin : 0) - second * margin);
		margins[r] = (margin >= 0 ? 1 : small[r]) / (1 + small[r]);
		margins[r] = block->weight[r] * (margins[r] - second);
	}
	return loss;
}

double
an_residuals(const AnDesignBlock *block, uint32_t stride, const uint32_t *target, double *margins)
{
	double		own[ROWS];
	double		sums[ROWS];
	double		loss = 0;

	if (stride == 1)
		return residuals_of_rows(block, target, margins);
	shift_rows(block->rows, stride, margins);
	for (uint32_t r = 0; r < block->rows; r++)
		own[r] = margins[(size_t) r * stride + target[r]];
	an_exponentials((size_t) block->rows * stride, margins);
	sum_rows(block->rows, stride, margins, sums);
	for (uint32_t r = 0; r < block->rows; r++)
	{
		loss += block->weight[r] * (log(sums[r]) - own[r]);
		sums[r] = block->weight[r] / sums[r];
	}
	scale_rows(block->rows, stride, sums, margins);
	for (uint32_t r = 0; r < block->rows; r++)
		margins[(size_t) r * stride + target[r]] -= block->weight[r];
	return loss;
}

void
an_probabilities(uint32_t rows, uint32_t stride, double *margins)
{
	double		sums[ROWS];

	shift_rows(rows, stride, margins);
	an_exponentials((size_t) rows * stride, margins);
	sum_rows(rows, stride, margins, sums);
	for (uint32_t r = 0; r < rows; r++)
		sums[r] = 1 / sums[r];
	scale_rows(rows, stride, sums, margins);
}

/* ----- gradients ----- */

/* Up to four numbers, for 8 classes. */
INLINE void
gradient_of_numbers(const AnDesignBlock *block, uint32_t stride, const double *z, uint32_t count,
					const double *residuals, double *gradient)
{
	Lanes		sums[4] = {{0}};

	for (uint32_t r = 0; r < block->rows; r++)
	{
		const Lanes residual = *(const Lanes *) (const void *) (residuals + (size_t) r * stride);

		sums[0] += z[r] * residual;
		if (count > 1)
			sums[1] += z[ROWS + r] * residual;
		if (count > 2)
			sums[2] += z[2 * ROWS + r] * residual;
		if (count > 3)
			sums[3] += z[3 * ROWS + r] * residual;
	}
	for (uint32_t j = 0; j < count; j++)
		*(Lanes *) (void *) (gradient + (size_t) j * stride) += sums[j];
}

INLINE void
gradient_of_codes(const AnDesign *design, const AnDesignBlock *block, uint32_t stride,
				  const double *residuals, double *gradient)
{
	double	   *intercept = gradient + (size_t) design->ncolumns * stride;

	for (uint32_t r = 0; r < block->rows; r++)
		for (uint32_t s = 0; s <= design->nslots; s++)
		{
			double	   *to = s == design->nslots ? intercept :
				gradient + (size_t) block->code[s * ROWS + r] * stride;

			for (uint32_t k = 0; k < stride; k += AN_LANES)
				*(Lanes *) (void *) (to + k) +=
					*(const Lanes *) (const void *) (residuals + (size_t) r * stride + k);
		}
}

AN_CLONES static void
gradient_of_classes(const AnDesign *design, const AnDesignBlock *block, uint32_t stride,
					const double *residuals, double *gradient)
{
	for (uint32_t k = 0; k < stride; k += AN_LANES)
		for (uint32_t j = 0; j < design->nvarying; j += 4)
		{
			uint32_t	left = design->nvarying - j;
			const double *z = block->z + (size_t) j * ROWS;
			double	   *to = gradient + (size_t) j * stride + k;

			if (left >= 4)
				gradient_of_numbers(block, stride, z, 4, residuals + k, to);
			else
				gradient_of_numbers(block, stride, z, left, residuals + k, to);
		}
	gradient_of_codes(design, block, stride, residuals, gradient);
}

/* The sum of a column times the residuals, in 8 parts. */
AN_CLONES static double
sum_products(uint32_t rows, const double *z, const double *residuals)
{
	double		s[AN_LANES] = {0};
	uint32_t	r = 0;

	for (; r + AN_LANES <= rows; r += AN_LANES)
		for (uint32_t i = 0; i < AN_LANES; i++)
			s[i] += z[r + i] * residuals[r + i];
	for (; r < rows; r++)
		s[0] += z[r] * residuals[r];
	return ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
}

static void
gradient_of_rows(const AnDesign *design, const AnDesignBlock *block, const double *residuals,
				 double *gradient)
{
	for (uint32_t j = 0; j < design->nvarying; j++)
		gradient[j] += sum_products(block->rows, block->z + (size_t) j * ROWS, residuals);
	for (uint32_t s = 0; s < design->nslots; s++)
		for (uint32_t r = 0; r < block->rows; r++)
			gradient[block->code[(size_t) s * ROWS + r]] += residuals[r];
	for (uint32_t r = 0; r < block->rows; r++)
		gradient[design->ncolumns] += residuals[r];
}

void
an_add_gradient(const AnDesign *design, const AnDesignBlock *block, uint32_t stride,
				const double *residuals, double *gradient)
{
	if (stride == 1)
		gradient_of_rows(design, block, residuals, gradient);
	else
		gradient_of_classes(design, block, stride, residuals, gradient);
}
