/*
 * xgboost.h - models that XGBoost saved, as JSON or UBJSON
 *
 * Comparison of a number with a cut: in single precision, x < cut goes left.
 * Missing values: the side that the node says.  Categories: those of the node's
 * set go right, all others left.  Trees are added in single precision, beginning
 * with the base score; those of booster "dart" are scaled first.
 *
 * Supported: boosters gbtree and dart, of XGBoost 1.6 and later.  Refused
 * (AN_EUNSUPPORTED): booster gblinear, several outputs of a regression, leaves
 * that are vectors, XGBoost's older binary files and its memory snapshots.
 * docs/xgboost.md has the details.
 */
#ifndef AN_XGBOOST_H
#define AN_XGBOOST_H

#include "formats/formats.h"
#include "formats/json.h"
#include "model/builder.h"

#include <string.h>

/* Is this what XGBoost's save_model() or save_raw() wrote? */
extern bool an_xgboost_sniff(const uint8_t *bytes, size_t size);

/* options->trials: so many boosting rounds, 0 = all */
extern AnStatus an_xgboost_load(AnEnv *env, const uint8_t *bytes, size_t size,
								const AnLoadOptions *options, AnModel **model);

/* What the schema of a model must fit. */
typedef struct AnXgboostShape
{
	uint32_t	nfeatures;
	uint32_t	nclasses;		/* 0: a regression */
} AnXgboostShape;

/* Makes the schema part of the model, with features and classes of its own. */
typedef AnStatus (*AnXgboostBegin) (void *host, const AnXgboostShape *shape, AnBuilder **b);

/* The same with the host's schema instead of the file's. */
extern AnStatus an_xgboost_load_as(AnEnv *env, const uint8_t *bytes, size_t size, AnStr target,
								   AnXgboostBegin begin, void *host, AnModel **model);

/* The files' own ------------------------------------------------------- */

/* xgboost_file.c: what a file says of its model, besides the trees */
typedef struct AnXgboostNames
{
	AnStr	   *items;
	uint32_t	count;
	uint32_t	room;
} AnXgboostNames;

typedef struct AnXgboostFile
{
	AnEnv	   *env;
	AnJson		json;
	AnJson		trees;			/* a reader that stands before the trees */
	bool		has_trees;
	bool		has_learner;
	bool		snapshot;		/* a pickle's, with the model inside of it */
	AnStr		booster;
	AnStr		objective;
	AnStr		base_score;
	int64_t		num_class;
	int64_t		num_feature;
	int64_t		num_target;
	int64_t		num_trees;
	int64_t		parallel;		/* trees of a class and round */
	AnXgboostNames names;		/* of features, in whatever encoding */
	AnXgboostNames types;
	AnJsonIntegers tree_info;	/* for each tree its class */
	AnJsonIntegers rounds;		/* the first tree of each round, and their number */
	AnJsonFloats weights;		/* of trees; dart */
	AnJsonIntegers version;
} AnXgboostFile;

extern AnStatus an_xgboost_read_file(AnEnv *env, const uint8_t *bytes, size_t size, AnXgboostFile *file);
extern AnStatus an_xgboost_invalid(AnEnv *env, const char *what);

/* xgboost_objective.c: what the margins of an objective mean */
typedef struct AnXgboostObjective
{
	const char *name;
	AnLink		link;
	bool		classes;		/* a classification */
	bool		(*margin) (float score, float *margin);	/* of the base score */
} AnXgboostObjective;

/* NULL when there is no such objective. */
extern const AnXgboostObjective *an_xgboost_objective(AnStr name);

/* xgboost_tree.c: the arrays of one tree, which the next one uses again */
typedef struct AnXgboostTree
{
	uint32_t	number;			/* from 0, for messages */
	AnJsonIntegers left;
	AnJsonIntegers right;
	AnJsonIntegers feature;
	AnJsonIntegers categorical; /* empty: no split is */
	AnJsonIntegers default_left;
	AnJsonFloats value;			/* cuts and leaves */
	AnJsonFloats cover;			/* empty: not known */
	AnJsonIntegers categories;	/* of all splits */
	AnJsonIntegers set_node;	/* for each set its node, and where in categories it is */
	AnJsonIntegers set_start;
	AnJsonIntegers set_size;
	int64_t		leaf_size;
	uint32_t	room;			/* of the following */
	AnForestNode *nodes;
	uint32_t   *left_child;
	uint32_t   *right_child;
} AnXgboostTree;

/* Reads the next tree and gives it to the builder; leaves are multiplied by scale. */
extern AnStatus an_xgboost_read_tree(AnJson *json, AnXgboostTree *tree, uint32_t nfeatures,
									 uint32_t group, float scale, AnBuilder *b);

/* Calls member for each of an object's keys, which reads the value. */
extern AnStatus an_xgboost_object(AnJson *json, const char *what,
								  AnStatus (*member) (void *host, AnStr key), void *host);

/* A number that may be written as a text: most parameters are. */
extern AnStatus an_xgboost_parameter(AnJson *json, const char *what, int64_t *number);

static inline bool
an_xgboost_is(AnStr key, const char *name)
{
	size_t		n = strlen(name);

	return key.len == n && memcmp(key.data, name, n) == 0;
}

#endif
