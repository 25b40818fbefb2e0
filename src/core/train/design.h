/*
 * design.h - the columns that coefficients belong to
 *
 * Contract
 *  1. A numeric feature, with its AN_REST feature where one follows (their sum
 *     in double precision), is one column: its value less the mean, divided by
 *     the deviation.  Both are weighted and over the rows that have a value; the
 *     deviation has the sum of weights as divisor.  A missing value is 0 there,
 *     the mean; when some training row lacks the value, a column of 0 and 1 says
 *     which.  A number that never varies, or is always missing, has no column.
 *  2. A categorical feature has a column of 0 and 1 for each level that occurs,
 *     then one for value number 1 (the levels that are not told apart), then one
 *     for missing values, if these occur.  With reference, the first of them is
 *     the reference level and has none, as in R's treatment contrasts.
 *  3. A value that no training row had adds what its feature added on average.
 *  4. Numbers come first: columns 0 to nvarying - 1 are numeric, the others are
 *     of 0 and 1.
 *  5. A row's weight is its own times its class's.
 */
#ifndef AN_DESIGN_H
#define AN_DESIGN_H

#include "stats/moments.h"
#include "train/passes.h"

#define AN_DESIGN_BLOCK 64		/* rows that are decoded at a time */
#define AN_NO_COLUMN UINT32_MAX

typedef struct AnDesignNumber
{
	uint32_t	feature;
	bool		has_rest;		/* the next feature belongs to it */
	double		mean;
	double		deviation;		/* > 0 when there is a column */
	double		missing_share;	/* of the weight */
	uint32_t	column;			/* or AN_NO_COLUMN */
	uint32_t	missing;		/* the column that tells, or AN_NO_COLUMN */
} AnDesignNumber;

typedef struct AnDesignCategory
{
	uint32_t	feature;
	uint32_t	nvalues;		/* 1 + levels: missing is value 0 */
	uint32_t   *column;			/* by value: its column, or AN_NO_COLUMN */
	double	   *share;			/* by value: of the weight */
	uint32_t	reference;		/* a value that occurs, or AN_NO_COLUMN */
} AnDesignCategory;

typedef struct AnDesign
{
	const AnDataset *data;
	const AnPasses *passes;		/* NULL: the data has the rows */
	const double *class_weight; /* or NULL */
	double		weight;			/* of all rows */
	uint32_t	ncolumns;
	uint32_t	nvarying;
	uint32_t	ndropped;		/* columns that depend on others */
	uint32_t	nnumbers;
	AnDesignNumber *numbers;
	uint32_t	ncategories;
	AnDesignCategory *categories;
	uint32_t	nslots;			/* categories, then numbers that can be missing */
	double	   *mean;			/* by column, weighted */
	double	   *variance;		/* by column, divisor: sum of weights */
} AnDesign;

/* Rows of a design: z is column-major (number, row), code (slot, row): the column
 * that is 1, or ncolumns + 1 when there is none. */
typedef struct AnDesignBlock
{
	uint32_t	rows;
	double	   *z;
	uint32_t   *code;
	double		weight[AN_DESIGN_BLOCK];
} AnDesignBlock;

/*
 * Reads all rows of the data, two times; with passes (else NULL) the data has no
 * rows, and their summary is read.  class_weight: a factor > 0 for each
 * class, or NULL.  AN_EARG without rows, for a class, weight or value that
 * breaks the contract of the data; AN_ELIMIT for more than AN_MAX_WEIGHTS
 * columns.
 */
extern AnStatus an_design_create(AnEnv *env, const AnDataset *data, const AnPasses *passes,
								 const double *class_weight, bool reference, AnDesign **design);

extern AnStatus an_design_block_create(AnEnv *env, const AnDesign *design, AnDesignBlock **block);

/* Decodes the rows from first on, at most AN_DESIGN_BLOCK of them. */
extern void an_design_read(const AnDesign *design, size_t first, AnDesignBlock *block);

/* Row r of a block as ncolumns numbers. */
extern void an_design_row(const AnDesign *design, const AnDesignBlock *block, uint32_t r,
						  double *row);

/*
 * Moments of every step-th row (of passes: of all rows), of the columns and (for a regression) the
 * target behind them.  AN_ELIMIT above AN_MAX_VARIABLES.  Polls the env.
 */
extern AnStatus an_design_moments(AnEnv *env, const AnDesign *design, size_t step, AnMoments **m);

/* Columns with dependent[column] are no more: their coefficients are 0. */
extern AnStatus an_design_drop(AnEnv *env, AnDesign *design, const bool *dependent);

/*
 * The model of coefficients: (ncolumns + 1) x ngroups, those of the intercept in
 * the last row, of the columns as they are here.  covariance is NULL (no errors)
 * or square, in which coefficient (column, group) is number
 * (group - first_group) * (ncolumns + 1) + column; groups before first_group
 * have no errors.
 */
extern AnStatus an_design_linear(AnEnv *env, const AnDesign *design, AnLink link, uint32_t ngroups,
								 const double *coefficients, const double *covariance,
								 uint32_t first_group, AnLinear **linear);

#endif
