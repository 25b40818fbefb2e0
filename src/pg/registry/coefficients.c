/*
 * coefficients.c - what a linear or logistic model adds up, as rows
 *
 * One row for the intercept, for a number's slope, for what a missing value adds,
 * for each level; of several margins for each class.
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/args.h"
#include "pg/registry/model.h"
#include "model/sums.h"
#include "pg/base/srf.h"
#include "stats/distributions.h"
#include "pg/registry/stored_model.h"

#define COLUMNS 8

typedef struct Output
{
	Tuplestorestate *rows;
	TupleDesc	columns;
	const AnModel *model;
	uint32		group;
} Output;

/* Two classes have one margin, that of the second. */
static text *
class_of(const Output *out)
{
	const AnModel *m = out->model;

	if (m->nclasses == 0)
		return NULL;
	return pg_text_for_display(m->classes[m->linear->ngroups == 1 ? m->nclasses - 1 : out->group]);
}

static void
set(Datum *values, bool *isnull, int column, text *value)
{
	isnull[column] = value == NULL;
	values[column] = PointerGetDatum(value);
}

static void
set_number(Datum *values, bool *isnull, int column, double value)
{
	isnull[column] = isnan(value);
	values[column] = Float8GetDatum(value);
}

static void
put_row(const Output *out, const AnFeature *feature, text *level, double coefficient, double error)
{
	double		freedom = out->model->linear->freedom;
	double		statistic = error > 0 ? coefficient / error : NAN;
	const char *part = feature != NULL ? an_part_name((AnPart) feature->part) : NULL;
	Datum		values[COLUMNS];
	bool		isnull[COLUMNS];

	set(values, isnull, 0, class_of(out));
	set(values, isnull, 1, feature != NULL ? pg_text_for_display(feature->name) : cstring_to_text("(intercept)"));
	set(values, isnull, 2, part != NULL ? cstring_to_text(part) : NULL);
	set(values, isnull, 3, level);
	set_number(values, isnull, 4, coefficient);
	set_number(values, isnull, 5, error);
	set_number(values, isnull, 6, statistic);
	set_number(values, isnull, 7, freedom > 0 ? an_student_two_sided(statistic, freedom) : an_normal_two_sided(statistic));
	tuplestore_putvalues(out->rows, out->columns, values, isnull);
}

/* A block of a term: which value it is for. */
static text *
level_of(const AnFeature *feature, uint32 block)
{
	bool		categorical = feature->kind == AN_CATEGORICAL;

	if (block == (categorical ? 0 : 1))
		return cstring_to_text("(missing)");
	if (!categorical)
		return NULL;
	return block == 1 ? cstring_to_text("(other)") : stored_model_level(feature, block - 1);
}

static void
put_term(const Output *out, const AnTerm *term)
{
	const AnLinear *linear = out->model->linear;
	const AnFeature *feature = &out->model->features[term->feature];
	uint32		blocks = (uint32) (an_term_size(feature, linear->ngroups) / linear->ngroups);

	for (uint32 block = 0; block < blocks; block++)
	{
		uint32		at = term->offset + block * linear->ngroups + out->group;
		double		error = linear->errors != NULL ? linear->errors[linear->ngroups + at] : NAN;

		put_row(out, feature, level_of(feature, block), linear->weights[at], error);
	}
}

static void
put_coefficients(Output *out)
{
	const AnLinear *linear = out->model->linear;

	for (out->group = 0; out->group < linear->ngroups; out->group++)
	{
		put_row(out, NULL, NULL, linear->intercept[out->group],
				linear->errors != NULL ? linear->errors[out->group] : NAN);
		for (uint32 i = 0; i < linear->nterms; i++)
			if (out->model->features[linear->terms[i].feature].part != AN_REST)
				put_term(out, &linear->terms[i]);
	}
}

/* model_coefficients(name text, version integer) -> setof ... */
AN_FUNCTION(analytics_model_coefficients);
Datum
analytics_model_coefficients(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	ModelRow	row = stored_model_row(fcinfo, name, 1, RIGHT_READ);
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics coefficients",
												  ALLOCSET_DEFAULT_SIZES);
	Output		out = {.rows = srf_begin(fcinfo, &out.columns)};
	MemoryContext old = MemoryContextSwitchTo(context);
	AnEnv		env;

	pg_env_init(&env, context, PG_MODEL_MEMORY);
	out.model = pg_model_decode(&env, stored_model_image(name, row));
	if (out.model->kind != AN_LINEAR)
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("model \"%s\" has no coefficients", text_to_cstring(name)),
				errhint("Algorithms \"linear\" and \"logistic\" make models that have."));
	put_coefficients(&out);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	return (Datum) 0;
}
