/* encoder.c - rows, one after the other, become a dataset */
#include "train/encoder.h"
#include "base/list.h"
#include "model/scorer.h"
#include "train/dictionary.h"

#include <math.h>
#include <string.h>

#define FIRST_ROWS 1024
#define POLL_ROWS 65536

typedef struct Column
{
	AnFeature	feature;
	AnDictionary *levels;		/* of a category */
	size_t	   *count;			/* rows by level */
	uint32_t	room;			/* of count */
	double		largest;		/* of a number: its absolute value */
	size_t		vanished;		/* numbers that became 0 */
} Column;

struct AnEncoder
{
	AnEnv	   *env;
	AnEncoderOptions options;
	Column	   *columns;
	uint32_t	ncolumns;
	uint32_t	columns_room;
	AnDictionary *classes;
	size_t		rows;
	size_t		room;
	float	   *x;
	uint32_t   *klass;
	double	   *y;
	double	   *weight;
	AnSummary  *summary;		/* with keep_no_rows; rows is 0 then */
};

AnStatus
an_encoder_create(AnEnv *env, const AnEncoderOptions *options, AnEncoder **encoder)
{
	AnEncoder  *e = an_alloc(env, sizeof(AnEncoder));

	if (e == NULL)
		return env->error.status;
	e->env = env;
	e->options = *options;
	AN_TRY(an_dictionary_create(env, AN_MAX_CLASSES, &e->classes));
	*encoder = e;
	return AN_OK;
}

AnStatus
an_encoder_feature(AnEncoder *e, AnStr name, AnFeatureKind kind, AnPart part)
{
	AnEnv	   *env = e->env;
	Column	   *column;

	if (e->ncolumns >= AN_MAX_FEATURES)
		return an_fail(env, AN_ELIMIT, "too many features: more than %d", AN_MAX_FEATURES);
	if (!AN_MAKE_ROOM(env, e->columns, e->columns_room, e->ncolumns + 1))
		return env->error.status;
	column = &e->columns[e->ncolumns];
	if (!an_copy_str(env, name.data, name.len, &column->feature.name))
		return env->error.status;
	column->feature.kind = (uint8_t) kind;
	column->feature.part = (uint8_t) part;
	if (kind == AN_CATEGORICAL)
		AN_TRY(an_dictionary_create(env, AN_MAX_LEVELS - 1, &column->levels));
	e->ncolumns++;
	return AN_OK;
}

/* ----- rows ----- */

/* What is kept of rows is most of the memory: it grows by less than lists do. */
static AnStatus
make_room(AnEncoder *e)
{
	size_t		room = e->room == 0 ? FIRST_ROWS : e->room + e->room / 8;

	if (e->rows >= AN_MAX_TRAIN_ROWS)
		return an_fail(e->env, AN_ELIMIT, "too many rows: more than %zu", AN_MAX_TRAIN_ROWS);
	if (!an_grow_array(e->env, &e->x, e->rows, room, (size_t) e->ncolumns * sizeof(float))
		|| (e->options.classes && !an_grow_array(e->env, &e->klass, e->rows, room, sizeof(uint32_t)))
		|| (!e->options.classes && !an_grow_array(e->env, &e->y, e->rows, room, sizeof(double)))
		|| (e->options.weights && !an_grow_array(e->env, &e->weight, e->rows, room, sizeof(double))))
		return e->env->error.status;
	e->room = room;
	return AN_OK;
}

/* Does a number keep what single precision leaves of it? */
static bool
has_rest(const AnEncoder *e, uint32_t f)
{
	return f + 1 < e->ncolumns && e->columns[f + 1].feature.part == AN_REST;
}

static float *
current_row(const AnEncoder *e)
{
	return e->x + e->rows * e->ncolumns;
}

AnStatus
an_encoder_number(AnEncoder *e, uint32_t f, double number)
{
	Column	   *column = &e->columns[f];
	float	   *row = current_row(e);

	if (!an_case_number(number, true, &row[f]))
	{
		AnStr		name = column->feature.name;

		an_fail(e->env, AN_ENUMERIC, "value of column \"%.*s\" is out of range", (int) name.len, name.data);
		an_detail(e->env, "The value is %g; finite numbers up to 3.4e38 are expected.", number);
		return an_hint(e->env, "A value that is not known should be NULL.");
	}
	if (fabs(number) > column->largest)
		column->largest = fabs(number);
	column->vanished += number != 0 && row[f] == 0;
	if (has_rest(e, f))
		row[f + 1] = (float) (number - (double) row[f]);
	return AN_OK;
}

static AnStatus
count_level(AnEncoder *e, Column *column, uint32_t level)
{
	if (!AN_MAKE_ROOM(e->env, column->count, column->room, (uint64_t) level + 1))
		return e->env->error.status;
	column->count[level]++;
	return AN_OK;
}

/* Until they are all known, a level is its number in the dictionary + 2. */
AnStatus
an_encoder_level(AnEncoder *e, uint32_t f, const char *text, size_t len)
{
	Column	   *column = &e->columns[f];
	uint32_t	level;

	if (an_dictionary_number(e->env, column->levels, text, len, &level) != AN_OK)
	{
		an_detail(e->env, "They are values of column \"%.*s\".", (int) column->feature.name.len,
				  column->feature.name.data);
		return an_hint(e->env, "Exclude the column, or give a query that groups its values.");
	}
	AN_TRY(count_level(e, column, level));
	current_row(e)[f] = (float) (level + 2);
	return AN_OK;
}

AnStatus
an_encoder_class(AnEncoder *e, const char *text, size_t len)
{
	if (an_dictionary_number(e->env, e->classes, text, len, &e->klass[e->rows]) == AN_OK)
		return AN_OK;
	return an_hint(e->env, "The target should have few different values; for numbers use the option task => 'regression'.");
}

AnStatus
an_encoder_target(AnEncoder *e, double number)
{
	if (!isfinite(number))
		return an_fail(e->env, AN_ENUMERIC, "the target of a row is not a finite number");
	e->y[e->rows] = number;
	return AN_OK;
}

AnStatus
an_encoder_weight(AnEncoder *e, double weight)
{
	if (!isfinite(weight) || weight <= 0)
		return an_fail(e->env, AN_EARG, "the weight of a row is not a positive number: %g", weight);
	e->weight[e->rows] = weight;
	return AN_OK;
}

AnStatus
an_encoder_begin(AnEncoder *e)
{
	float	   *row;

	if (e->rows == e->room)
		AN_TRY(make_room(e));
	row = current_row(e);
	for (uint32_t f = 0; f < e->ncolumns; f++)
		row[f] = an_case_special(AN_BITS_MISSING);
	return AN_OK;
}

static AnStatus
summarize_row(AnEncoder *e)
{
	if (e->summary == NULL)
		AN_TRY(an_summary_create(e->env, e->ncolumns, &e->summary));
	return an_summary_add(e->env, e->summary, &e->columns->feature, sizeof(Column), e->x,
						  e->options.classes ? e->klass[0] : 0, e->options.classes ? 0 : e->y[0],
						  e->options.weights ? e->weight[0] : 1);
}

AnStatus
an_encoder_row(AnEncoder *e)
{
	if (e->options.keep_no_rows)
		AN_TRY(summarize_row(e));
	else
		e->rows++;
	return an_encoder_rows(e) % POLL_ROWS == 0 ? an_poll(e->env) : AN_OK;
}

size_t
an_encoder_rows(const AnEncoder *e)
{
	return e->summary != NULL ? e->summary->rows : e->rows;
}

const AnSummary *
an_encoder_summary(const AnEncoder *e)
{
	return e->summary;
}

/* ----- the end ----- */

/* The levels that are told apart, in their order; map: from the number in the
 * dictionary to the value number. */
static AnStatus
choose_levels(AnEncoder *e, Column *column, float *map)
{
	AnEnv	   *env = e->env;
	AnFeature  *feature = &column->feature;
	uint32_t	n = an_dictionary_count(column->levels);
	uint32_t   *order = an_alloc_array(env, 2 * (size_t) n + 2, sizeof(uint32_t));

	if (order == NULL || (feature->levels = an_alloc_array(env, (size_t) n + 1, sizeof(AnStr))) == NULL)
		return env->error.status;
	AN_TRY(an_dictionary_sort(env, column->levels, order, order + n));
	feature->nlevels = 1;
	feature->levels[0] = AN_LITERAL("N/A");
	for (uint32_t i = 0; i < n; i++)
	{
		AnStr		text = an_dictionary_text(column->levels, order[i]);

		if (column->count[order[i]] < e->options.min_level_rows)
		{
			map[order[i]] = 1;
			continue;
		}
		feature->levels[feature->nlevels++] = text;
		map[order[i]] = (float) feature->nlevels;
	}
	return AN_OK;
}

static AnStatus
number_levels(AnEncoder *e, uint32_t f)
{
	Column	   *column = &e->columns[f];
	float	   *map = an_alloc_array(e->env, (size_t) an_dictionary_count(column->levels) + 1, sizeof(float));

	if (map == NULL)
		return e->env->error.status;
	AN_TRY(choose_levels(e, column, map));
	if (e->summary != NULL)
		AN_TRY(an_summary_order_values(e->env, e->summary, f, map, column->feature.nlevels));
	for (size_t i = 0; i < e->rows; i++)
	{
		float	   *x = &e->x[i * e->ncolumns + f];

		if (*x > 1)
			*x = map[(uint32_t) *x - 2];
		if (i % POLL_ROWS == 0)
			AN_TRY(an_poll(e->env));
	}
	return AN_OK;
}

/* Puts the class that the options want last, of two. */
static AnStatus
choose_positive(AnEncoder *e, uint32_t n, uint32_t *order)
{
	AnStr		positive = e->options.positive;
	uint32_t	at = 0;

	while (at < n && !an_str_equal(an_dictionary_text(e->classes, order[at]), positive))
		at++;
	if (n != 2)
	{
		an_fail(e->env, AN_EARG, "option \"positive\" is for two classes");
		return an_detail(e->env, "The target has %u.", n);
	}
	if (at == n)
	{
		AnStr		a = an_dictionary_text(e->classes, order[0]);
		AnStr		b = an_dictionary_text(e->classes, order[1]);

		an_fail(e->env, AN_EARG, "option \"positive\" names a class that no row has: \"%.*s\"", (int) positive.len, positive.data);
		return an_detail(e->env, "The classes are \"%.*s\" and \"%.*s\".", (int) a.len, a.data, (int) b.len, b.data);
	}
	if (at == 0)
	{
		uint32_t	first = order[0];

		order[0] = order[1];
		order[1] = first;
		order[n + order[0]] = 0;
		order[n + order[1]] = 1;
	}
	return AN_OK;
}

static AnStatus
number_classes(AnEncoder *e, AnDataset *data)
{
	uint32_t	n = an_dictionary_count(e->classes);
	uint32_t   *order = an_alloc_array(e->env, 2 * (size_t) n + 2, sizeof(uint32_t));
	AnStr	   *names = an_alloc_array(e->env, (size_t) n + 1, sizeof(AnStr));

	if (order == NULL || names == NULL)
		return e->env->error.status;
	AN_TRY(an_dictionary_sort(e->env, e->classes, order, order + n));
	if (e->options.positive.len > 0)
		AN_TRY(choose_positive(e, n, order));
	for (uint32_t i = 0; i < n; i++)
		names[i] = an_dictionary_text(e->classes, order[i]);
	for (size_t i = 0; i < e->rows; i++)
		e->klass[i] = order[n + e->klass[i]];
	if (e->summary != NULL)
		AN_TRY(an_summary_order_classes(e->env, e->summary, order + n));
	data->nclasses = n;
	data->classes = names;
	data->klass = e->klass;
	return AN_OK;
}

bool
an_encoder_holds_numbers(const AnEncoder *e, uint32_t feature)
{
	const AnDictionary *levels = e->columns[feature].levels;

	return levels != NULL && an_dictionary_count(levels) >= 3 && an_dictionary_all_numbers(levels);
}

size_t
an_encoder_vanished(const AnEncoder *e, uint32_t feature)
{
	return e->columns[feature].vanished;
}

/* Below these a number has fewer than 24 digits in single precision, or than 48
 * in two of them. */
#define LEAST_SINGLE 0x1p-126
#define LEAST_DOUBLE 0x1p-101

/* Beside larger numbers of the column what is lost of small ones does not count. */
static AnStatus
check_scale(const AnEncoder *e, uint32_t f)
{
	const Column *column = &e->columns[f];
	double		least = has_rest(e, f) ? LEAST_DOUBLE : LEAST_SINGLE;

	if (column->largest == 0 || column->largest >= least)
		return AN_OK;
	an_fail(e->env, AN_ENUMERIC, "the numbers of column \"%.*s\" are too small", (int) column->feature.name.len,
			column->feature.name.data);
	an_detail(e->env, "The largest is %g; below %.2g digits are lost.", column->largest, least);
	return an_hint(e->env, "Scale the column in a query, and where rows are scored.");
}

AnStatus
an_encoder_finish(AnEncoder *e, AnDataset *data)
{
	AnFeature  *features = an_alloc_array(e->env, (size_t) e->ncolumns + 1, sizeof(AnFeature));

	memset(data, 0, sizeof(*data));
	if (features == NULL)
		return e->env->error.status;
	for (uint32_t f = 0; f < e->ncolumns; f++)
	{
		AN_TRY(check_scale(e, f));
		if (e->columns[f].levels != NULL)
			AN_TRY(number_levels(e, f));
		features[f] = e->columns[f].feature;
	}
	if (e->options.classes)
		AN_TRY(number_classes(e, data));
	data->nfeatures = e->ncolumns;
	data->features = features;
	data->nrows = an_encoder_rows(e);
	if (e->options.keep_no_rows)
	{
		data->klass = NULL;
		return AN_OK;
	}
	data->x = e->x;
	data->y = e->y;
	data->weight = e->weight;
	return AN_OK;
}
