/*
 * encoder.h - rows, one after the other, become a dataset
 *
 * Order of calls: create; features; then for each row an_encoder_begin(), its
 * values, its target, perhaps its weight, and an_encoder_row(); finish.
 *
 * Contract
 *  1. A value that is not set is missing, as is a NaN.  An infinite number, or one
 *     beyond single precision, is AN_ENUMERIC; so is at the end a column all of
 *     whose numbers are so near to 0 that their digits are lost: below 1.2e-38, or
 *     4e-31 where there is a rest.
 *  2. A category is known by its text as it stands (AnFeature.exact).  A level that
 *     fewer than min_level_rows rows have counts as the reserved level.
 *  3. Levels and classes are in the order of an_dictionary_sort(), whatever the
 *     order of the rows; but see options.positive, which is AN_EARG when there are
 *     not two classes, one of which it is.
 *  4. A number of a feature that is followed by its rest (AN_REST) sets both.
 *  5. A row takes 4 bytes for each feature, 4 for a class or 8 for a number as
 *     target, 8 for a weight; up to an eighth more is set aside.  With
 *     keep_no_rows it takes nothing: the dataset has no arrays of rows, but
 *     their number, and the summary has what is known of them.
 */
#ifndef AN_ENCODER_H
#define AN_ENCODER_H

#include "train/summary.h"

#define AN_MAX_TRAIN_ROWS ((size_t) 2000000000)

typedef struct AnEncoder AnEncoder;

typedef struct AnEncoderOptions
{
	bool		classes;		/* the target is a class, not a number */
	bool		weights;
	uint32_t	min_level_rows;
	bool		keep_no_rows;
	AnStr		positive;		/* of two classes the one that is put last; empty: the
								 * last by their order */
} AnEncoderOptions;

extern AnStatus an_encoder_create(AnEnv *env, const AnEncoderOptions *options, AnEncoder **encoder);
extern AnStatus an_encoder_feature(AnEncoder *e, AnStr name, AnFeatureKind kind, AnPart part);

/* Begins a row: all its values are missing until they are set. */
extern AnStatus an_encoder_begin(AnEncoder *e);
extern AnStatus an_encoder_number(AnEncoder *e, uint32_t feature, double number);
extern AnStatus an_encoder_level(AnEncoder *e, uint32_t feature, const char *text, size_t len);
extern AnStatus an_encoder_class(AnEncoder *e, const char *text, size_t len);
extern AnStatus an_encoder_target(AnEncoder *e, double number);
extern AnStatus an_encoder_weight(AnEncoder *e, double weight);
/* Keeps the row. */
extern AnStatus an_encoder_row(AnEncoder *e);

extern size_t an_encoder_rows(const AnEncoder *e);

/* Are all of a category's texts, three at least, such as are written for numbers?
 * "007" is not, but a code. */
extern bool an_encoder_holds_numbers(const AnEncoder *e, uint32_t feature);

/* How many numbers of a feature were not 0 but nearer to it than single precision
 * can tell, so that they became 0. */
extern size_t an_encoder_vanished(const AnEncoder *e, uint32_t feature);

/* The rows, in the order in which they came; memory belongs to the env. */
extern AnStatus an_encoder_finish(AnEncoder *e, AnDataset *data);

/* After that, with keep_no_rows: by the values and classes of the dataset. */
extern const AnSummary *an_encoder_summary(const AnEncoder *e);

#endif
