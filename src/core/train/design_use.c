/* design_use.c - moments of a design's columns; columns that are dropped */
#include "train/passes_impl.h"

#include <math.h>
#include <string.h>

/* Blocks that are folded before what folding took is given back. */
#define FOLDS 64

static AnStatus
fold(AnEnv *env, AnEnv *scratch, AnMoments *m, uint32_t *folds)
{
	if (an_moments_fold(scratch, m) != AN_OK || ++*folds % FOLDS == 0)
		return an_env_give_back(env, scratch);
	return AN_OK;
}

static AnStatus
add_rows(AnEnv *env, AnEnv *scratch, const AnDesign *design, size_t step, AnMoments *m)
{
	const AnDataset *data = design->data;
	AnDesignBlock *block;
	uint32_t	folds = 0;

	AN_TRY(an_design_block_create(env, design, &block));
	for (size_t first = 0; first < data->nrows; first += AN_DESIGN_BLOCK)
	{
		size_t		phase = (step - first % step) % step;

		an_design_read(design, first, block);
		for (size_t r = phase; r < block->rows; r += step)
		{
			double	   *row = an_moments_row(m);

			if (row == NULL)
			{
				AN_TRY(fold(env, scratch, m, &folds));
				row = an_moments_row(m);
			}
			an_design_row(design, block, (uint32_t) r, row);
			if (data->nclasses == 0)
				row[design->ncolumns] = data->y[first + r];
			an_moments_keep(m, block->weight[r]);
		}
	}
	return fold(env, scratch, m, &folds);
}

AnStatus
an_design_moments(AnEnv *env, const AnDesign *design, size_t step, AnMoments **made)
{
	size_t		order = design->passes != NULL ? an_passes_order(design)
		: (size_t) design->ncolumns + (design->data->nclasses == 0);
	AnEnv		scratch;
	AnMoments  *m;

	if (order > AN_MAX_VARIABLES)
	{
		an_fail(env, AN_ELIMIT, "too many columns: %zu", order);
		an_detail(env, "Each level of a category counts as a column; the limit is %d.",
				  AN_MAX_VARIABLES);
		return an_hint(env, design->data->nclasses == 0 ?
					   "Leave out features with many levels, or pool rare levels." :
					   "With l2 above 0 a logistic model may have more; or pool rare levels.");
	}
	if (design->passes != NULL)
		return an_passes_moments(env, design, made);
	m = an_alloc(env, an_moments_size((uint32_t) order, 0, AN_MOMENTS_FULL_ROOM, AN_MOMENTS_WEIGHTED));
	if (m == NULL)
		return env->error.status;
	an_moments_init(m, (uint32_t) order, NULL, 0, AN_MOMENTS_FULL_ROOM, AN_MOMENTS_WEIGHTED);
	scratch = an_env_scratch(env);
	(void) add_rows(env, &scratch, design, step, m);
	AN_TRY(an_env_give_back(env, &scratch));
	*made = m;
	return AN_OK;
}

/* ----- dropping ----- */

static void
rename_column(const uint32_t *renamed, uint32_t *column)
{
	if (*column != AN_NO_COLUMN)
		*column = renamed[*column];
}

/* A number that lost its missing column loses its slot, too. */
static void
rename_columns(AnDesign *design, const uint32_t *renamed)
{
	uint32_t	slots = design->ncategories;

	for (uint32_t j = 0; j < design->nnumbers; j++)
	{
		rename_column(renamed, &design->numbers[j].column);
		rename_column(renamed, &design->numbers[j].missing);
		slots += design->numbers[j].missing != AN_NO_COLUMN;
	}
	for (uint32_t j = 0; j < design->ncategories; j++)
		for (uint32_t v = 0; v < design->categories[j].nvalues; v++)
			rename_column(renamed, &design->categories[j].column[v]);
	design->nslots = slots;
}

AnStatus
an_design_drop(AnEnv *env, AnDesign *design, const bool *dependent)
{
	uint32_t   *renamed = an_alloc_array(env, design->ncolumns, sizeof(uint32_t));
	uint32_t	kept = 0;
	uint32_t	varying = 0;

	if (renamed == NULL)
		return env->error.status;
	for (uint32_t c = 0; c < design->ncolumns; c++)
	{
		renamed[c] = AN_NO_COLUMN;
		if (dependent[c])
			continue;
		design->mean[kept] = design->mean[c];
		design->variance[kept] = design->variance[c];
		varying += c < design->nvarying;
		renamed[c] = kept++;
	}
	rename_columns(design, renamed);
	design->ndropped += design->ncolumns - kept;
	design->ncolumns = kept;
	design->nvarying = varying;
	return AN_OK;
}
