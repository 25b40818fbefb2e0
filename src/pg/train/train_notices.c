/*
 * train_notices.c - what a training tells of its data that may not be meant so
 *
 * None of it is an error: the model is what was asked for.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "pg/score/rows.h"
#include "pg/registry/stored_model.h"
#include "train/separation.h"
#include "pg/train/train_notices.h"

#define MANY_CLASSES 20
#define CAUSES 3				/* that a warning names */

static char *
display(AnStr text)
{
	return text_to_cstring(pg_text_for_display(text));
}

/* ----- columns ----- */

static void
notice_numbers_as_text(const TrainSource *source)
{
	StringInfoData list;
	const char *first = NULL;

	initStringInfo(&list);
	for (uint32 f = 0; f < source->data.nfeatures; f++)
	{
		const AnFeature *feature = &source->data.features[f];
		char	   *name;

		if (feature->part != AN_WHOLE || !an_encoder_holds_numbers(source->encoder, f))
			continue;
		name = display(feature->name);
		first = first != NULL ? first : name;
		rows_list_item(&list, psprintf("\"%s\"", name));
	}
	if (list.len > 0)
		ereport(NOTICE,
				errmsg("text columns hold only numbers, which are taken as categories: %s", list.data),
				errhint("If they are meant as numbers, train with a query that casts them, as %s::double precision AS %s.",
						quote_identifier(first), quote_identifier(first)));
}

/* Of sums it does not matter: what is lost is nothing beside the column's scale. */
static void
notice_vanished(const Training *training)
{
	const TrainSource *source = &training->source;
	StringInfoData list;

	initStringInfo(&list);
	for (uint32 f = 0; f < source->data.nfeatures; f++)
	{
		size_t		vanished = an_encoder_vanished(source->encoder, f);

		if (vanished > 0)
			rows_list_item(&list, psprintf("%zu of \"%s\"", vanished, display(source->data.features[f].name)));
	}
	if (list.len > 0 && !train_is_linear(training->options.algorithm))
		ereport(NOTICE,
				errmsg("numbers nearer to 0 than 7e-46 are taken as 0: %s", list.data),
				errhint("Trees compare in single precision; a query can scale the column, or take its logarithm."));
}

/* ----- the target ----- */

static bool
is_whole(Oid type)
{
	return type == INT2OID || type == INT4OID || type == INT8OID;
}

static void
notice_many_classes(const Training *training)
{
	const TrainSource *source = &training->source;

	if (source->data.nclasses > MANY_CLASSES && is_whole(source->target_type)
		&& strcmp(training->options.task, "auto") == 0)
		ereport(NOTICE,
				errmsg("the %u different whole numbers of the target \"%s\" are taken as classes",
					   source->data.nclasses, source->target),
				training->options.algorithm == TRAIN_LOGISTIC
				? errhint("For a number to be predicted use algorithm \"linear\".")
				: errhint("For a number to be predicted give the option \"task\": \"regression\", for classes \"classification\"."));
}

/* Where one of two classes is clearly the yes to the other's no. */
static bool
is_plain_pair(const AnStr *classes)
{
	static const char *const pairs[][2] = {
		{"false", "true"}, {"f", "t"}, {"no", "yes"}, {"n", "y"}, {"0", "1"}, {"-1", "1"}, {"negative", "positive"}
	};

	for (size_t i = 0; i < lengthof(pairs); i++)
		if (pg_strcasecmp(classes[0].data, pairs[i][0]) == 0 && pg_strcasecmp(classes[1].data, pairs[i][1]) == 0)
			return true;
	return false;
}

static void
notice_positive(const Training *training)
{
	const AnDataset *data = &training->source.data;

	if (data->nclasses == 2 && training->options.positive == NULL && !is_plain_pair(data->classes))
		ereport(NOTICE,
				errmsg("class \"%s\" is taken as the positive one of two", display(data->classes[1])),
				errdetail("Coefficients are given for it, and so are the metrics of one class."),
				errhint("Choose with the option \"positive\": \"%s\".", display(data->classes[0])));
}

void
train_notices(const Training *training)
{
	notice_numbers_as_text(&training->source);
	notice_vanished(training);
	notice_many_classes(training);
	notice_positive(training);
}

/* ----- separation ----- */

static char *
column_of(const AnFeature *feature)
{
	const char *part = an_part_name((AnPart) feature->part);

	return psprintf("%s%scolumn \"%s\"", part != NULL ? part : "", part != NULL ? " of " : "", display(feature->name));
}

static char *
cause_text(const AnDataset *data, const AnSeparation *cause)
{
	const AnFeature *feature = &data->features[cause->feature];
	char	   *klass = display(data->classes[cause->klass]);

	if (cause->by_number)
		return psprintf("Class \"%s\" has only numbers up to %.15g of %s, class \"%s\" only from %.15g.", klass,
						cause->most, column_of(feature), display(data->classes[cause->other]), cause->least);
	if (cause->value == 0)
		return psprintf("Class \"%s\" has no row without a value of %s, others have.", klass, column_of(feature));
	if (cause->value == 1)
		return psprintf("Class \"%s\" has no row with a rare level of %s, others have.", klass, column_of(feature));
	return psprintf("Class \"%s\" has no row with \"%s\" in %s, others have.", klass,
					display(feature->levels[cause->value - 1]), column_of(feature));
}

/* What is found is found by single columns. */
void
train_warn_separated(Training *training)
{
	const AnDataset *data = &training->source.data;
	AnSeparation causes[CAUSES];
	AnStatus	status;
	StringInfoData list;
	uint32		n;

	status = an_separation_find(&training->env, data, training->source.summary, causes, CAUSES, &n);
	if (status == AN_ECANCEL)
		an_raise(&training->env);
	if (status != AN_OK)
	{
		training->env.error = (AnError) {AN_OK};	/* no memory to look: the model is there */
		n = 0;
	}
	initStringInfo(&list);
	for (uint32 i = 0; i < Min(n, CAUSES); i++)
		appendStringInfo(&list, "%s ", cause_text(data, &causes[i]));
	if (n > CAUSES)
		appendStringInfo(&list, "There are %u more such values. ", n - CAUSES);
	if (n == 0)
		appendStringInfoString(&list, "A combination of columns does so. ");
	ereport(WARNING,
			errmsg("some classes can be told apart without a doubt"),
			errdetail("%sSome coefficients have no finite best value, and are where this was noticed.", list.data),
			errhint("Give a penalty, as with the option \"l2\": 1, or leave out the column that gives the target away."));
}
