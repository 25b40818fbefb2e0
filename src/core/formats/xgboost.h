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
 * that are vectors, XGBoost's older binary files and its memory snapshots; and
 * every member of an object whose meaning is not known here, since what a newer
 * XGBoost adds may change scores.  docs/xgboost.md has the details.
 */
#ifndef AN_XGBOOST_H
#define AN_XGBOOST_H

#include "formats/formats.h"
#include "formats/json.h"
#include "model/builder.h"

#include <string.h>

/* Is this what XGBoost's save_model() or save_raw() wrote? */
extern bool an_xgboost_sniff(const uint8_t *bytes, size_t size);

/* Is it one of the binary files that XGBoost wrote before 3.1? */
extern bool an_xgboost_is_old(const uint8_t *bytes, size_t size);

/* options->trials: so many boosting rounds, 0 = all; or up to the best one.  Notes
 * the rounds, and the best of them. */
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

/* A member of an object; what cannot change a score is not read (NULL). */
typedef struct AnXgboostMember
{
	const char *name;
	AnStatus	(*read) (void *host);
} AnXgboostMember;

#define AN_XGBOOST_COUNT(members) ((uint32_t) (sizeof(members) / sizeof((members)[0])))
#define AN_XGBOOST_SHOWN 64		/* bytes of the file that a message quotes */

/* The first member that nobody here knows, and of what; name is "" before. */
typedef struct AnXgboostStranger
{
	char		name[AN_XGBOOST_SHOWN + 1];
	const char *parent;
} AnXgboostStranger;

/* Reads an object of these members, at most 64; one that is there twice is an error.
 * Of those not in the list the first is noted, for an_xgboost_refuse(). */
extern AnStatus an_xgboost_object(AnJson *json, const char *what, const AnXgboostMember *members,
								  uint32_t count, AnXgboostStranger *stranger, void *host);
extern AnStatus an_xgboost_refuse(AnEnv *env, const AnXgboostStranger *stranger);

/* A number that may be written as a text: most parameters are. */
extern AnStatus an_xgboost_parameter(AnJson *json, const char *what, int64_t *number);

/* What a message quotes of the file, cut and in printable characters. */
extern const char *an_xgboost_show(AnStr text, char shown[AN_XGBOOST_SHOWN + 1]);

/* xgboost_cats.c: the categories that the training data's columns had, in the
 * order of their numbers, which begin with 0 */
typedef struct AnXgboostCatsOf
{
	uint32_t	first;			/* where the feature's texts begin, and where they end */
	uint32_t	end;
	bool		numbers;		/* they were numbers, not texts */
} AnXgboostCatsOf;

typedef struct AnXgboostCats
{
	AN_LIST(AnStr) texts;		/* of all features, one after the other */
	AN_LIST(AnXgboostCatsOf) features;	/* none: nothing is known */
} AnXgboostCats;

extern AnStatus an_xgboost_read_cats(AnJson *json, AnXgboostCats *cats, AnXgboostStranger *stranger);

static inline bool
an_xgboost_has_cats(const AnXgboostCats *cats, uint32_t feature)
{
	return feature < cats->features.count && cats->features.items[feature].end > cats->features.items[feature].first;
}

/* xgboost_file.c: what a file says of its model, besides the trees */
typedef AN_LIST(AnStr) AnXgboostNames;

typedef struct AnXgboostFile
{
	AnEnv	   *env;
	AnJson		json;
	AnJson		trees;			/* a reader that stands before the trees */
	bool		has_trees;
	bool		has_learner;
	bool		snapshot;		/* a pickle's, with the model inside of it */
	bool		linear;			/* it has the weights of a gblinear */
	AnXgboostStranger stranger;
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
	AnJsonFloats weights;		/* of trees; dart; fewer than trees: the others' are 1 */
	int64_t		best_iteration; /* from 0; -1: the file says none */
	AnXgboostCats cats;
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
	bool		(*margin) (float score, bool clamped, float *margin);	/* of the base score */
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
	int64_t		id;				/* where it stands; -1: it does not say */
	int64_t		num_nodes;		/* likewise */
	int64_t		leaf_size;
	bool		leaf_vectors;
	uint32_t	room;			/* of the following */
	AnForestNode *nodes;
	uint32_t   *left_child;
	uint32_t   *right_child;
} AnXgboostTree;

/* What trees of a model have in common. */
typedef struct AnXgboostTreeShape
{
	uint32_t	nfeatures;
	const AnXgboostCats *cats;	/* features that are categories here; or NULL */
} AnXgboostTreeShape;

/* Reads the next tree and gives it to the builder; leaves are multiplied by scale. */
extern AnStatus an_xgboost_read_tree(AnJson *json, AnXgboostTree *tree, const AnXgboostTreeShape *shape,
									 uint32_t group, float scale, AnBuilder *b);

static inline bool
an_xgboost_is(AnStr key, const char *name)
{
	size_t		n = strlen(name);

	return key.len == n && memcmp(key.data, name, n) == 0;
}

#endif
