/*
 * xgboost.c - an XGBoost model from its JSON or UBJSON
 *
 * The file is read twice: what it says of the model may come after the trees, and
 * those may be large, so that they are passed at first and then read one by one.
 */
#include "formats/xgboost.h"

#include <stdio.h>

#include "base/encoding.h"

typedef struct Loader
{
	AnEnv	   *env;
	AnXgboostFile file;
	const AnXgboostObjective *kind;
	uint32_t	ngroups;
	AnXgboostShape shape;
	bool		named;			/* features are the file's, and so are their categories */
	AnBuilder  *b;
} Loader;

static AnStatus
invalid(const Loader *l, const char *what)
{
	return an_xgboost_invalid(l->env, what);
}

/* Checking ------------------------------------------------------------ */

static AnStatus
check_booster(Loader *l)
{
	char		shown[AN_XGBOOST_SHOWN + 1];

	if (an_xgboost_is(l->file.booster, "gblinear"))
	{
		an_fail(l->env, AN_EUNSUPPORTED, "XGBoost model is of booster \"gblinear\": linear, not made of trees");
		return an_hint(l->env, "Boosters \"gbtree\" and \"dart\" are supported.");
	}
	if (!an_xgboost_is(l->file.booster, "gbtree") && !an_xgboost_is(l->file.booster, "dart"))
	{
		an_fail(l->env, AN_EUNSUPPORTED, "unknown XGBoost booster \"%s\"", an_xgboost_show(l->file.booster, shown));
		return an_hint(l->env, "Boosters \"gbtree\" and \"dart\" are supported.");
	}
	l->kind = an_xgboost_objective(l->file.objective);
	if (l->kind == NULL)
	{
		an_fail(l->env, AN_EUNSUPPORTED, "unknown XGBoost objective \"%s\"", an_xgboost_show(l->file.objective, shown));
		return an_hint(l->env, "Objectives for two or more classes, for regression, counts, "
					   "survival and ranking are supported; docs/xgboost.md lists them.");
	}
	return AN_OK;
}

static AnStatus
check_outputs(Loader *l)
{
	bool		several = l->kind->link == AN_LINK_SOFTMAX;

	if (several && (l->file.num_class < 1 || l->file.num_class > AN_MAX_CLASSES))
		return invalid(l, "Its number of classes is impossible.");
	if (l->file.num_target > 1 || (!several && l->file.num_class > 1))
	{
		an_fail(l->env, AN_EUNSUPPORTED, "XGBoost model has several outputs");
		return an_hint(l->env, "Train one model for each.");
	}
	l->ngroups = several ? (uint32_t) l->file.num_class : 1;
	l->shape.nclasses = several ? l->ngroups : l->kind->classes ? 2 : 0;
	return AN_OK;
}

static AnStatus
check_trees(Loader *l)
{
	uint32_t	n = l->file.tree_info.count;

	if (!l->file.has_trees)
		return invalid(l, "It has no trees.");
	if (n != l->file.num_trees)
		return invalid(l, "The number of trees is not that of \"tree_info\".");
	if (n > AN_MAX_FOREST_TREES)
	{
		an_fail(l->env, AN_ELIMIT, "too many trees");
		return an_detail(l->env, "The limit is %d.", AN_MAX_FOREST_TREES);
	}
	for (uint32_t i = 0; i < n; i++)
		if (l->file.tree_info.items[i] < 0 || l->file.tree_info.items[i] >= l->ngroups)
			return invalid(l, "A tree belongs to a class that does not exist.");
	if (l->file.weights.count > n || (an_xgboost_is(l->file.booster, "dart") && l->file.weights.count != n))
		return invalid(l, "The number of weights in \"weight_drop\" is not that of trees.");
	return AN_OK;
}

static AnStatus
check_features(Loader *l)
{
	if (l->file.num_feature < 1 || l->file.num_feature > AN_MAX_FEATURES)
		return invalid(l, "Its number of features is impossible.");
	if (l->file.names.count != 0 && l->file.names.count != l->file.num_feature)
		return invalid(l, "The number of feature names is not that of features.");
	if (l->file.types.count != 0 && l->file.types.count != l->file.num_feature)
		return invalid(l, "The number of feature types is not that of features.");
	if (l->file.cats.features.count != 0 && l->file.cats.features.count != l->file.num_feature)
		return invalid(l, "The number of features with categories is not that of features.");
	l->shape.nfeatures = (uint32_t) l->file.num_feature;
	return AN_OK;
}

static uint64_t
trees_of_round(const Loader *l)
{
	return (uint64_t) l->ngroups * (uint64_t) (l->file.parallel > 0 ? l->file.parallel : 1);
}

static uint32_t
count_rounds(const Loader *l)
{
	if (l->file.rounds.count > 0)
		return l->file.rounds.count - 1;
	return (uint32_t) (l->file.tree_info.count / trees_of_round(l));
}

/* The number of rounds that are to be used, 0 = all. */
static AnStatus
choose_rounds(const Loader *l, const AnLoadOptions *options, uint32_t *rounds)
{
	bool		has_best = l->file.best_iteration >= 0 && l->file.best_iteration < AN_MAX_FOREST_TREES;

	*rounds = options->trials;
	if (options->notes != NULL)
	{
		options->notes->rounds = count_rounds(l);
		options->notes->best = has_best ? (uint32_t) l->file.best_iteration + 1 : 0;
	}
	if (!options->best_iteration)
		return AN_OK;
	if (!has_best)
	{
		an_fail(l->env, AN_EARG, "the XGBoost model does not say which iteration was the best");
		return an_hint(l->env, "It does after a training with early stopping; "
					   "else choose the rounds with trials => N.");
	}
	*rounds = (uint32_t) l->file.best_iteration + 1;
	return AN_OK;
}

/* Trees of the first n rounds. */
static AnStatus
count_trees(const Loader *l, uint32_t n, uint32_t *count)
{
	uint64_t	trees = n * trees_of_round(l);

	*count = l->file.tree_info.count;
	if (n == 0)
		return AN_OK;
	if (l->file.rounds.count > 0)
	{
		if (n >= l->file.rounds.count)
			return AN_OK;
		if (l->file.rounds.items[n] < 0)
			return invalid(l, "A round of \"iteration_indptr\" is impossible.");
		trees = (uint64_t) l->file.rounds.items[n];
	}
	if (trees < *count)
		*count = (uint32_t) trees;
	return AN_OK;
}

/* Building ------------------------------------------------------------ */

static bool
is_between(int c)
{
	return c == '[' || c == ']' || c == ',' || c == ' ';
}

/* The next number of a list; the token is empty at the end. */
static AnStr
next_token(AnReader *list)
{
	size_t		start;

	while (is_between(an_reader_peek(list)))
		an_reader_next(list);
	start = list->pos;
	while (an_reader_left(list) > 0 && !is_between(an_reader_peek(list)))
		an_reader_next(list);
	return an_reader_since(list, start);
}

static bool
is_since(const Loader *l, int64_t major, int64_t minor)
{
	const int64_t *v = l->file.version.items;

	return v[0] > major || (v[0] == major && v[1] >= minor);
}

/* "5E-1" or, since 3.1, "[5E-1]" with one number or one for each class. */
static AnStatus
read_base(Loader *l, float *base)
{
	AnReader	list = an_reader_of(l->file.base_score);
	bool		clamped = is_since(l, 3, 2);
	uint32_t	n = 0;

	if (list.size == 0)
		return invalid(l, "It has no base score.");
	l->file.json.single = true;
	for (AnStr token = next_token(&list); token.len > 0; token = next_token(&list))
	{
		double		score;

		AN_TRY(an_json_text_number(&l->file.json, token, &score));
		if (n == l->ngroups)
			return invalid(l, "The number of base scores is not that of classes.");
		if (!l->kind->margin((float) score, clamped, &base[n++]))
			return invalid(l, "The base score is none that its objective can have.");
	}
	l->file.json.single = false;
	if (n != 1 && n != l->ngroups)
		return invalid(l, "The number of base scores is not that of classes.");
	for (; n < l->ngroups; n++)
		base[n] = base[0];
	return AN_OK;
}

static AnStatus
tool_name(const Loader *l, char *tool, size_t size)
{
	const int64_t *v = l->file.version.items;

	if (l->file.version.count != 3 || v[0] < 0 || v[1] < 0 || v[2] < 0)
		return invalid(l, "It has no proper version.");
	snprintf(tool, size, "XGBoost %lld.%lld.%lld", (long long) v[0], (long long) v[1], (long long) v[2]);
	return AN_OK;
}

/* Texts are met as they stand; who has their numbers instead may go on to use them. */
static AnStatus
add_categories(const Loader *l, AnStr name, uint32_t i)
{
	const AnXgboostCats *cats = &l->file.cats;
	const AnXgboostCatsOf *own = &cats->features.items[i];

	AN_TRY(an_builder_feature(l->b, name, AN_CATEGORICAL, false));
	AN_TRY(an_builder_exact(l->b, !own->numbers));
	for (uint32_t k = own->first; k < own->end; k++)
		AN_TRY(an_builder_level(l->b, cats->texts.items[k]));
	return AN_OK;
}

static AnStatus
add_feature(const Loader *l, uint32_t i)
{
	char		numbered[16];
	AnStr		name;

	if (l->file.names.count > 0)
		AN_TRY(an_to_utf8(l->env, AN_ENCODING_UNKNOWN, l->file.names.items[i], &name));
	else
	{
		snprintf(numbered, sizeof(numbered), "f%u", i);
		name = (AnStr) {numbered, strlen(numbered)};
	}
	return an_xgboost_has_cats(&l->file.cats, i) ? add_categories(l, name, i)
		: an_builder_feature(l->b, name, AN_NUMERIC, false);
}

/* Classes are numbers, and features have the names that the file has. */
static AnStatus
begin_model(void *host, const AnXgboostShape *shape, AnBuilder **b)
{
	Loader	   *l = host;
	char		name[16];

	AN_TRY(an_builder_create(l->env, AN_FOREST, b));
	l->b = *b;
	l->named = true;
	for (uint32_t i = 0; i < shape->nclasses; i++)
	{
		snprintf(name, sizeof(name), "%u", i);
		AN_TRY(an_builder_class(l->b, (AnStr) {name, strlen(name)}));
	}
	for (uint32_t i = 0; i < shape->nfeatures; i++)
		AN_TRY(add_feature(l, i));
	return AN_OK;
}

static AnStatus
add_trees(Loader *l, uint32_t count)
{
	AnXgboostTree tree = {0};
	AnXgboostTreeShape shape = {l->shape.nfeatures, l->named ? &l->file.cats : NULL};
	AnJsonValue value;
	bool		more;

	l->file.json = l->file.trees;
	AN_TRY(an_json_expect(&l->file.json, AN_JSON_ARRAY, "trees", &value));
	for (uint32_t i = 0; i < count; i++)
	{
		AN_TRY(an_poll(l->env));
		AN_TRY(an_json_more(&l->file.json, &more));
		if (!more)
			return invalid(l, "The number of trees is not that of \"tree_info\".");
		tree.number = i;
		AN_TRY(an_xgboost_read_tree(&l->file.json, &tree, &shape, (uint32_t) l->file.tree_info.items[i],
									i < l->file.weights.count ? l->file.weights.items[i] : 1, l->b));
	}
	if (count < l->file.tree_info.count)
		return AN_OK;
	AN_TRY(an_json_more(&l->file.json, &more));
	return more ? invalid(l, "The number of trees is not that of \"tree_info\".") : AN_OK;
}

static AnStatus
check_learner(Loader *l)
{
	AN_TRY(check_booster(l));
	AN_TRY(check_outputs(l));
	if (l->file.linear)
		return invalid(l, "It has weights of a linear model besides trees.");
	if (l->file.stranger.name[0] != '\0')
		return an_xgboost_refuse(l->env, &l->file.stranger);
	AN_TRY(check_trees(l));
	return check_features(l);
}

static AnStatus
load(Loader *l, AnStr target, AnXgboostBegin begin, void *host, const AnLoadOptions *options,
	 AnModel **model)
{
	char		tool[96];
	float	   *base;
	uint32_t	rounds;
	uint32_t	count;

	AN_TRY(check_learner(l));
	AN_TRY(tool_name(l, tool, sizeof(tool)));
	AN_TRY(choose_rounds(l, options, &rounds));
	AN_TRY(count_trees(l, rounds, &count));
	AN_TRY(begin(host, &l->shape, &l->b));
	AN_TRY(an_builder_origin(l->b, (AnStr) {tool, strlen(tool)}, target));
	if ((base = an_alloc_array(l->env, l->ngroups, sizeof(float))) == NULL)
		return l->env->error.status;
	AN_TRY(read_base(l, base));
	AN_TRY(an_builder_forest(l->b, l->kind->link, l->ngroups, base));
	AN_TRY(add_trees(l, count));
	return an_builder_finish(l->b, 0, options->unknown, model);
}

/* Entries ------------------------------------------------------------- */

#define OLD_HEAD 136			/* bytes of numbers before the objective's name */

/* A text of the old files, after its length; the reader stands behind it. */
static bool
skip_old_text(AnReader *in, size_t most, AnStr *text)
{
	uint64_t	len = an_reader_u64(in);

	if (in->failed || len == 0 || len > most)
		return false;
	text->len = (size_t) len;
	text->data = (const char *) an_reader_take(in, text->len);
	return text->data != NULL;
}

/* Numbers, then the names of the objective and the booster; perhaps a mark before. */
bool
an_xgboost_is_old(const uint8_t *bytes, size_t size)
{
	static const char mark[] = {'b', 'i', 'n', 'f'};
	bool		marked = size >= sizeof(mark) && memcmp(bytes, mark, sizeof(mark)) == 0;
	AnReader	in;
	AnStr		objective;
	AnStr		booster;

	an_reader_init(&in, bytes, size, false);
	an_reader_skip(&in, OLD_HEAD + (marked ? sizeof(mark) : 0));
	if (marked || !skip_old_text(&in, 64, &objective) || !skip_old_text(&in, 16, &booster))
		return marked;
	return memchr(objective.data, ':', objective.len) != NULL &&
		(an_xgboost_is(booster, "gbtree") || an_xgboost_is(booster, "gblinear") || an_xgboost_is(booster, "dart"));
}

/* The files are objects with sorted names: "learner" or, of snapshots, "Config";
 * who wrote them anew may have put "version" first. */
bool
an_xgboost_sniff(const uint8_t *bytes, size_t size)
{
	static const char *const names[] = {"learner", "Config"};
	bool		binary;

	if (an_xgboost_is_old(bytes, size))
		return true;
	if (!an_json_sniff(bytes, size, &binary))
		return false;
	for (size_t i = 0; i < 2; i++)
	{
		size_t		n = strlen(names[i]);

		for (size_t at = 0; at < 128 && at + n < size; at++)
			if (memcmp(bytes + at, names[i], n) == 0)
				return true;
	}
	return false;
}

AnStatus
an_xgboost_load(AnEnv *env, const uint8_t *bytes, size_t size, const AnLoadOptions *options, AnModel **model)
{
	Loader		l = {.env = env};

	AN_TRY(an_xgboost_read_file(env, bytes, size, &l.file));
	return load(&l, AN_LITERAL("label"), begin_model, &l, options, model);
}

const AnFormat an_format_xgboost = {
	.name = "xgboost",
	.description = "model saved by XGBoost as JSON or UBJSON",
	.sniff = an_xgboost_sniff,
	.load = an_xgboost_load,
	.is_json = true,
	.has_best_iteration = true
};

AnStatus
an_xgboost_load_as(AnEnv *env, const uint8_t *bytes, size_t size, AnStr target, AnXgboostBegin begin,
				   void *host, AnModel **model)
{
	Loader		l = {.env = env};
	AnLoadOptions options = {.unknown = AN_UNKNOWN_OTHER};

	AN_TRY(an_xgboost_read_file(env, bytes, size, &l.file));
	return load(&l, target, begin, host, &options, model);
}
