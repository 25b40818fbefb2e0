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
	OPTION_NAMES,				/* an array of texts */
	OPTION_PARTS,				/* an array of parts of dates */
	OPTION_CLASS_WEIGHT			/* 'balanced', or an object */
} OptionType;

typedef struct Option
{
	const char *name;
	OptionType	type;
	int			algorithms;
	size_t		offset;
	double		least;			/* of numbers; of names: how many */
	double		most;
} Option;

#define AT(field) offsetof(TrainOptions, field)

static const Option options_table[] = {
	{"alpha", OPTION_NUMBER, XGBOOST, AT(alpha), 0, DBL_MAX},
	{"ccp_alpha", OPTION_NUMBER, TRAIN_DECISION_TREE, AT(ccp_alpha), 0, DBL_MAX},
	{"class_weight", OPTION_CLASS_WEIGHT, TRAIN_LOGISTIC, 0, 0, 0},
	{"colsample_bynode", OPTION_NUMBER, XGBOOST, AT(colsample_bynode), 0.001, 1},
	{"colsample_bytree", OPTION_NUMBER, XGBOOST, AT(colsample_bytree), 0.001, 1},
	{"columns", OPTION_NAMES, ALL, AT(columns), 1, 0},
	{"criterion", OPTION_TEXT, TRAIN_DECISION_TREE, AT(criterion), 0, 0},
	{"date_parts", OPTION_PARTS, ALL, AT(date_parts), 0, 0},
	{"early_stopping_rounds", OPTION_INTEGER, TRAIN_BOOSTED_TREES, AT(early_stopping_rounds), 0, 100000},
	{"exclude", OPTION_NAMES, ALL, AT(exclude), 0, 0},
	{"gamma", OPTION_NUMBER, XGBOOST, AT(gamma), 0, DBL_MAX},
	{"l2", OPTION_NUMBER, SUMS, AT(l2), 0, DBL_MAX},
	{"lambda", OPTION_NUMBER, XGBOOST, AT(lambda), 0, DBL_MAX},
	{"learning_rate", OPTION_NUMBER, TRAIN_BOOSTED_TREES, AT(learning_rate), 1e-6, 1},
	{"max_bin", OPTION_INTEGER, XGBOOST, AT(max_bin), 2, 65536},
	{"max_depth", OPTION_INTEGER, TREES, AT(max_depth), 1, 60},
	{"max_iterations", OPTION_INTEGER, TRAIN_LOGISTIC, AT(max_iterations), 1, 1000000},
	{"max_leaves", OPTION_INTEGER, XGBOOST, AT(max_leaves), 0, 1000000},
	{"method", OPTION_TEXT, SUMS, AT(method), 0, 0},
	{"min_child_weight", OPTION_NUMBER, XGBOOST, AT(min_child_weight), 0, DBL_MAX},
	{"min_gain", OPTION_NUMBER, TRAIN_DECISION_TREE, AT(min_gain), 0, 1},
	{"min_leaf", OPTION_NUMBER, TRAIN_DECISION_TREE, AT(min_leaf), 0.001, DBL_MAX},
	{"min_level_rows", OPTION_INTEGER, ALL, AT(min_level_rows), 1, 1000000000},
	{"objective", OPTION_TEXT, XGBOOST, AT(objective), 0, 0},
	{"positive", OPTION_TEXT, CLASSIFIERS, AT(positive), 0, 0},
	{"rounds", OPTION_INTEGER, TRAIN_BOOSTED_TREES, AT(rounds), 1, 100000},
	{"scale_pos_weight", OPTION_NUMBER, XGBOOST, AT(scale_pos_weight), 0, DBL_MAX},
	{"seed", OPTION_INTEGER, ALL, AT(seed), 0, 2147483647},
	{"subsample", OPTION_NUMBER, XGBOOST, AT(subsample), 0.001, 1},
	{"task", OPTION_TEXT, TREES, AT(task), 0, 0},
	{"threads", OPTION_INTEGER, XGBOOST, AT(threads), 0, 1024},
	{"tolerance", OPTION_NUMBER, TRAIN_LOGISTIC, AT(tolerance), 0, 1},
	{"trees", OPTION_INTEGER, TRAIN_RANDOM_FOREST, AT(rounds), 1, 100000},
	{"validation_share", OPTION_NUMBER, TRAIN_BOOSTED_TREES, AT(validation_share), 0, 0.9},
	{"weight", OPTION_TEXT, ALL, AT(weight), 0, 0},
};

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
		options->balanced = true;
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

static void
set_option(const Option *option, JsonbValue *value, TrainOptions *options)
{
	void	   *field = (char *) options + option->offset;

	switch (option->type)
	{
		case OPTION_INTEGER:
			*(int *) field = (int) get_number(option->name, value, option->least, option->most, true);
			break;
		case OPTION_NUMBER:
			*(double *) field = get_number(option->name, value, option->least, option->most, false);
			break;
		case OPTION_TEXT:
			*(char **) field = get_text(option->name, value);
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

static void
set_defaults(TrainAlgorithm algorithm, TrainOptions *options)
{
	bool		forest = algorithm == TRAIN_RANDOM_FOREST;

	*options = (TrainOptions) {
		.algorithm = algorithm,
		.date_parts = list_make4_int(AN_YEAR, AN_MONTH, AN_DAY_OF_WEEK, AN_HOUR),
		.task = "auto",
		.method = (algorithm & SUMS) != 0 ? "auto" : "memory",
		.min_level_rows = 5,
		.l2 = algorithm == TRAIN_LOGISTIC ? 1 : 0,
		.max_iterations = 1000,
		.tolerance = 1e-6,
		.max_depth = algorithm == TRAIN_DECISION_TREE ? 5 : forest ? 15 : 6,
		.min_leaf = 20,
		.min_gain = 0.0001,
		.criterion = "gini",
		.rounds = 100,
		.learning_rate = 0.3,
		.min_child_weight = 1,
		.subsample = forest ? 0.632 : 1,
		.colsample_bytree = 1,
		.colsample_bynode = forest ? 0.5 : 1,
		.lambda = forest ? 1e-5 : 1,
		.max_bin = 256,
		.scale_pos_weight = 1,
		.objective = "auto"
	};
}

static void
check_word(const char *name, const char *value, const char *a, const char *b, const char *c)
{
	if (strcmp(value, a) != 0 && strcmp(value, b) != 0 && strcmp(value, c) != 0)
		wrong_value(name, psprintf("\"%s\", \"%s\" or \"%s\"", a, b, c));
}

/* What no option by itself can say. */
static void
check_options(const TrainOptions *options)
{
	check_word("task", options->task, "auto", "classification", "regression");
	check_word("method", options->method, "auto", "memory", "passes");
	check_word("criterion", options->criterion, "gini", "entropy", "entropy");
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
