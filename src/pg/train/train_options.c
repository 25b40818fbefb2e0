/* train_options.c - the options of train(), out of its jsonb argument */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "model/model.h"
#include "pg/base/options.h"
#include "pg/train/train_options.h"

#define ALL (TRAIN_LINEAR | TRAIN_LOGISTIC | TRAIN_DECISION_TREE | TRAIN_BOOSTED_TREES | TRAIN_RANDOM_FOREST)
#define SUMS (TRAIN_LINEAR | TRAIN_LOGISTIC)
#define XGBOOST (TRAIN_BOOSTED_TREES | TRAIN_RANDOM_FOREST)
#define CLASSIFIERS (ALL & ~TRAIN_LINEAR)
#define TREES (TRAIN_DECISION_TREE | XGBOOST)

typedef enum OptionType
{
	OPTION_INTEGER,
	OPTION_NUMBER,
	OPTION_TEXT,
	OPTION_WORD,				/* one of some words */
	OPTION_NAMES,				/* an array of texts */
	OPTION_PARTS,				/* an array of parts of dates */
	OPTION_CLASS_WEIGHT			/* 'balanced', or an object */
} OptionType;

typedef struct Option
{
	const char *name;
	OptionType	type;
	int			algorithms;
	size_t		offset;			/* where it is kept */
	double		least;			/* of numbers; of names: how many */
	double		most;
	double		initial;		/* of numbers: without it */
	const char *words[3];		/* the first without it; of a text that alone */
} Option;

#define AT(field) offsetof(TrainOptions, field)

/* Nothing here looks at it: XGBoost gets the number by the option's name. */
#define TO_XGBOOST SIZE_MAX

/* By name; where algorithms differ in more than having it, a line for each. */
static const Option options_table[] = {
	{"alpha", OPTION_NUMBER, XGBOOST, TO_XGBOOST, 0, DBL_MAX, 0},
	{"ccp_alpha", OPTION_NUMBER, TRAIN_DECISION_TREE, AT(tree.ccp_alpha), 0, DBL_MAX, 0},
	{"class_weight", OPTION_CLASS_WEIGHT, TRAIN_LOGISTIC},
	{"colsample_bynode", OPTION_NUMBER, TRAIN_BOOSTED_TREES, TO_XGBOOST, 0.001, 1, 1},
	{"colsample_bynode", OPTION_NUMBER, TRAIN_RANDOM_FOREST, TO_XGBOOST, 0.001, 1, 0.5},
	{"colsample_bytree", OPTION_NUMBER, XGBOOST, TO_XGBOOST, 0.001, 1, 1},
	{"columns", OPTION_NAMES, ALL, AT(columns), 1},
	{"criterion", OPTION_WORD, TRAIN_DECISION_TREE, AT(criterion), .words = {"gini", "entropy"}},
	{"date_parts", OPTION_PARTS, ALL, AT(date_parts)},
	{"early_stopping_rounds", OPTION_INTEGER, TRAIN_BOOSTED_TREES, AT(early_stopping_rounds), 0, 100000, 0},
	{"exclude", OPTION_NAMES, ALL, AT(exclude)},
	{"gamma", OPTION_NUMBER, XGBOOST, TO_XGBOOST, 0, DBL_MAX, 0},
	{"l2", OPTION_NUMBER, TRAIN_LINEAR, AT(fit.l2), 0, DBL_MAX, 0},
	{"l2", OPTION_NUMBER, TRAIN_LOGISTIC, AT(fit.l2), 0, DBL_MAX, 1},
	{"lambda", OPTION_NUMBER, TRAIN_BOOSTED_TREES, TO_XGBOOST, 0, DBL_MAX, 1},
	{"lambda", OPTION_NUMBER, TRAIN_RANDOM_FOREST, TO_XGBOOST, 0, DBL_MAX, 1e-5},
	{"learning_rate", OPTION_NUMBER, TRAIN_BOOSTED_TREES, TO_XGBOOST, 1e-6, 1, 0.3},
	{"max_bin", OPTION_INTEGER, XGBOOST, TO_XGBOOST, 2, 65536, 256},
	{"max_depth", OPTION_INTEGER, TRAIN_DECISION_TREE, AT(tree.max_depth), 1, 60, 5},
	{"max_depth", OPTION_INTEGER, TRAIN_BOOSTED_TREES, TO_XGBOOST, 1, 60, 6},
	{"max_depth", OPTION_INTEGER, TRAIN_RANDOM_FOREST, TO_XGBOOST, 1, 60, 15},
	{"max_iterations", OPTION_INTEGER, TRAIN_LOGISTIC, AT(fit.max_iterations), 1, 1000000, 1000},
	{"max_leaves", OPTION_INTEGER, XGBOOST, AT(max_leaves), 0, 1000000, 0},
	{"method", OPTION_WORD, SUMS, AT(method), .words = {"auto", "memory", "passes"}},
	{"min_child_weight", OPTION_NUMBER, XGBOOST, TO_XGBOOST, 0, DBL_MAX, 1},
	{"min_gain", OPTION_NUMBER, TRAIN_DECISION_TREE, AT(tree.min_gain), 0, 1, 0.0001},
	{"min_leaf", OPTION_NUMBER, TRAIN_DECISION_TREE, AT(tree.min_leaf), 0.001, DBL_MAX, 20},
	{"min_level_rows", OPTION_INTEGER, ALL, AT(min_level_rows), 1, 1000000000, 5},
	{"objective", OPTION_TEXT, XGBOOST, AT(objective), .words = {"auto"}},
	{"positive", OPTION_TEXT, CLASSIFIERS, AT(positive)},
	{"rounds", OPTION_INTEGER, TRAIN_BOOSTED_TREES, AT(rounds), 1, 100000, 100},
	{"scale_pos_weight", OPTION_NUMBER, XGBOOST, TO_XGBOOST, 0, DBL_MAX, 1},
	{"seed", OPTION_INTEGER, ALL, AT(seed), 0, 2147483647, 0},
	{"subsample", OPTION_NUMBER, TRAIN_BOOSTED_TREES, TO_XGBOOST, 0.001, 1, 1},
	{"subsample", OPTION_NUMBER, TRAIN_RANDOM_FOREST, TO_XGBOOST, 0.001, 1, 0.632},
	{"task", OPTION_WORD, TREES, AT(task), .words = {"auto", "classification", "regression"}},
	{"threads", OPTION_INTEGER, XGBOOST, AT(threads), 0, 1024, 0},
	{"tolerance", OPTION_NUMBER, TRAIN_LOGISTIC, AT(fit.tolerance), 0, 1, AN_FIT_TOLERANCE},
	{"trees", OPTION_INTEGER, TRAIN_RANDOM_FOREST, AT(rounds), 1, 100000, 100},
	{"validation_share", OPTION_NUMBER, TRAIN_BOOSTED_TREES, AT(validation_share), 0, 0.9, 0},
	{"weight", OPTION_TEXT, ALL, AT(weight)},
};

StaticAssertDecl(lengthof(options_table) <= TRAIN_OPTIONS_ROOM, "room for the values of all options");

/* ----- algorithms ----- */

typedef struct Algorithm
{
	const char *name;
	TrainAlgorithm algorithm;
} Algorithm;

static const Algorithm algorithms[] = {
	{"boosted_trees", TRAIN_BOOSTED_TREES},
	{"decision_tree", TRAIN_DECISION_TREE},
	{"linear", TRAIN_LINEAR},
	{"logistic", TRAIN_LOGISTIC},
	{"random_forest", TRAIN_RANDOM_FOREST}
};

static void
list_name(StringInfo list, const char *name)
{
	appendStringInfo(list, "%s%s", list->len > 0 ? ", " : "", name);
}

TrainAlgorithm
train_algorithm(const text *name)
{
	char	   *wanted = text_to_cstring(name);
	StringInfoData list;

	initStringInfo(&list);
	for (size_t i = 0; i < lengthof(algorithms); i++)
	{
		if (strcmp(algorithms[i].name, wanted) == 0)
			return algorithms[i].algorithm;
		list_name(&list, algorithms[i].name);
	}
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown algorithm \"%s\"", wanted),
			errdetail("There are: %s.", list.data));
	pg_unreachable();
}

const char *
train_algorithm_name(TrainAlgorithm algorithm)
{
	for (size_t i = 0; i < lengthof(algorithms); i++)
		if (algorithms[i].algorithm == algorithm)
			return algorithms[i].name;
	return "";
}

/* ----- values ----- */

static _Noreturn void
wrong_value(const char *name, const char *wanted)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("invalid value for option \"%s\"", name),
			errhint("Give %s.", wanted));
	pg_unreachable();
}

static double
get_number(const char *name, const JsonbValue *value, double least, double most, bool whole)
{
	double		number = option_number(value);

	if (!(number >= least && number <= most) || (whole && number != floor(number)))
		wrong_value(name, most < DBL_MAX
					? psprintf("a %snumber from %.15g to %.15g", whole ? "whole " : "", least, most)
					: psprintf("a number of at least %.15g", least));
	return number;
}

static char *
get_text(const char *name, const JsonbValue *value)
{
	char	   *text = option_text(value);

	if (text == NULL)
		wrong_value(name, "a text");
	return text;
}

/* An array of texts; a single text is an array of one. */
static List *
get_names(const char *name, JsonbValue *value)
{
	List	   *names = NIL;
	OptionWalk	walk = options_of(option_array(value));

	if (value->type == jbvString)
		return list_make1(get_text(name, value));
	if (option_array(value) == NULL)
		wrong_value(name, "an array of texts");
	while (next_option(&walk))
		names = lappend(names, get_text(name, &walk.value));
	return names;
}

static List *
get_parts(const char *name, JsonbValue *value)
{
	List	   *parts = NIL;
	ListCell   *cell;

	foreach(cell, get_names(name, value))
	{
		int			part = AN_YEAR;

		while (part <= AN_DAYS && strcmp(an_part_name((AnPart) part), lfirst(cell)) != 0)
			part++;
		if (part > AN_DAYS)
			wrong_value(name, "an array of: year, month, day, day_of_week, hour, minute, days");
		parts = list_append_unique_int(parts, part);
	}
	return parts;
}

static void
get_class_weight(const char *name, JsonbValue *value, TrainOptions *options)
{
	OptionWalk	walk = options_of(option_object(value));

	if (value->type == jbvString && strcmp(get_text(name, value), "balanced") == 0)
	{
		options->fit.balanced = true;
		return;
	}
	if (option_object(value) == NULL)
		wrong_value(name, "'balanced', or an object that has a weight for each class");
	while (next_option(&walk))
	{
		double	   *weight = palloc(sizeof(double));

		*weight = get_number(name, &walk.value, 1e-100, 1e100, false);
		options->class_names = lappend(options->class_names, walk.name);
		options->class_weights = lappend(options->class_weights, weight);
	}
}

static const char *
get_word(const Option *option, const JsonbValue *value)
{
	const char *text = get_text(option->name, value);
	StringInfoData list;

	initStringInfo(&list);
	for (size_t i = 0; i < lengthof(option->words) && option->words[i] != NULL; i++)
	{
		if (strcmp(option->words[i], text) == 0)
			return option->words[i];
		appendStringInfo(&list, "%s\"%s\"", i == 0 ? "" : option->words[i + 1] == NULL ? " or " : ", ", option->words[i]);
	}
	wrong_value(option->name, list.data);
}

/* Where a number is kept: what nobody looks at by its place in the table. */
static void
set_number(const Option *option, TrainOptions *options, double number)
{
	void	   *field = (char *) options + option->offset;

	if (option->offset == TO_XGBOOST)
		options->numbers[option - options_table] = number;
	else if (option->type == OPTION_INTEGER)
		*(int *) field = (int) number;
	else
		*(double *) field = number;
}

static void
set_option(const Option *option, JsonbValue *value, TrainOptions *options)
{
	void	   *field = (char *) options + option->offset;

	switch (option->type)
	{
		case OPTION_INTEGER:
		case OPTION_NUMBER:
			set_number(option, options, get_number(option->name, value, option->least, option->most,
												   option->type == OPTION_INTEGER));
			break;
		case OPTION_TEXT:
			*(const char **) field = get_text(option->name, value);
			break;
		case OPTION_WORD:
			*(const char **) field = get_word(option, value);
			break;
		case OPTION_NAMES:
			*(List **) field = get_names(option->name, value);
			if (list_length(*(List **) field) < option->least)
				wrong_value(option->name, "an array with the names of columns");
			break;
		case OPTION_PARTS:
			*(List **) field = get_parts(option->name, value);
			break;
		case OPTION_CLASS_WEIGHT:
			get_class_weight(option->name, value, options);
			break;
	}
}

/* ----- all of them ----- */

static const Option *
find_option(const char *name, TrainAlgorithm algorithm)
{
	StringInfoData list;

	initStringInfo(&list);
	for (size_t i = 0; i < lengthof(options_table); i++)
	{
		if ((options_table[i].algorithms & (int) algorithm) == 0)
			continue;
		if (strcmp(options_table[i].name, name) == 0)
			return &options_table[i];
		list_name(&list, options_table[i].name);
	}
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown option \"%s\"", name),
			errdetail("Algorithm \"%s\" has: %s.", train_algorithm_name(algorithm), list.data));
	pg_unreachable();
}

bool
train_option_is_whole(const char *name, TrainAlgorithm algorithm)
{
	return find_option(name, algorithm)->type == OPTION_INTEGER;
}

/* What an algorithm does not have is as if it was not given to one that has. */
static void
set_defaults(TrainAlgorithm algorithm, TrainOptions *options)
{
	*options = (TrainOptions) {
		.algorithm = algorithm,
		.date_parts = list_make4_int(AN_YEAR, AN_MONTH, AN_DAY_OF_WEEK, AN_HOUR),
		.task = "auto",
		.method = "memory"
	};
	an_tree_defaults(&options->tree);
	an_linear_defaults(&options->fit);
	for (size_t i = 0; i < lengthof(options_table); i++)
	{
		const Option *option = &options_table[i];

		if ((option->algorithms & (int) algorithm) == 0)
			continue;
		if (option->type == OPTION_INTEGER || option->type == OPTION_NUMBER)
			set_number(option, options, option->initial);
		else if (option->words[0] != NULL)
			*(const char **) ((char *) options + option->offset) = option->words[0];
	}
}

void
train_options_to_xgboost(const TrainOptions *options, void (*set) (void *host, const char *name, double value), void *host)
{
	for (size_t i = 0; i < lengthof(options_table); i++)
		if (options_table[i].offset == TO_XGBOOST && (options_table[i].algorithms & (int) options->algorithm) != 0)
			set(host, options_table[i].name, options->numbers[i]);
}

/* What no option by itself can say. */
static void
check_options(const TrainOptions *options)
{
	if (options->columns != NIL && options->exclude != NIL)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("options \"columns\" and \"exclude\" exclude each other"));
	if (options->early_stopping_rounds > 0 && options->validation_share == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("option \"early_stopping_rounds\" needs rows to validate with"),
				errhint("Give \"validation_share\", a share of the rows such as 0.1."));
}

void
train_options_read(Jsonb *json, TrainAlgorithm algorithm, TrainOptions *options)
{
	OptionWalk	walk = options_of(json == NULL ? NULL : &json->root);

	set_defaults(algorithm, options);
	if (json != NULL && !JB_ROOT_IS_OBJECT(json))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the options are not a JSON object"),
				errhint("For example '{\"seed\": 1}'."));
	while (next_option(&walk))
	{
		const Option *option = find_option(walk.name, algorithm);

		if (walk.value.type != jbvNull)
			set_option(option, &walk.value, options);
	}
	check_options(options);
}
