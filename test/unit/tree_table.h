/* tree_table.h - a table of two numbers and a category, and a tree of it */
#ifndef TREE_TABLE_H
#define TREE_TABLE_H

#include "unit.h"

#include <math.h>

#include "model/explain.h"
#include "model/image.h"
#include "train/tree.h"

#define ROWS 4000
#define FEATURES 3				/* u, v: numbers; f: a category */
#define LEVELS 6				/* N/A, a, b, c, d, e */

typedef struct Table
{
	AnEnv		env;
	AnDataset	data;
	AnTreeOptions options;
	float		x[ROWS][FEATURES];
	uint32_t	klass[ROWS];
	double		y[ROWS];
	double		weight[ROWS];
	AnFeature	features[FEATURES];
	AnModel    *model;
	AnScorer   *scorer;
	AnCase		c;
} Table;

static Table the_table;			/* too large for the stack */

static AnStr table_levels[LEVELS] = {
	AN_LITERAL("N/A"), AN_LITERAL("a"), AN_LITERAL("b"), AN_LITERAL("c"), AN_LITERAL("d"), AN_LITERAL("e")
};
static const AnStr table_classes[] = {
	AN_LITERAL("no"), AN_LITERAL("yes"), AN_LITERAL("perhaps"), AN_LITERAL("never")
};

/* Numbers that depend on nothing but their place. */
static inline uint32_t
random_number(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static inline Table *
begin(size_t rows, uint32_t nclasses)
{
	Table	   *t = &the_table;
	uint32_t	state = 7;

	memset(t, 0, sizeof(*t));
	an_env_init(&t->env, (size_t) 256 << 20);
	an_tree_defaults(&t->options);
	t->features[0] = (AnFeature) {.name = AN_LITERAL("u"), .kind = AN_NUMERIC};
	t->features[1] = (AnFeature) {.name = AN_LITERAL("v"), .kind = AN_NUMERIC};
	t->features[2] = (AnFeature) {.name = AN_LITERAL("f"), .kind = AN_CATEGORICAL, .nlevels = LEVELS, .levels = table_levels};
	t->data = (AnDataset) {FEATURES, t->features, rows, t->x[0], nclasses, table_classes, t->klass, t->y, NULL};
	for (size_t i = 0; i < rows; i++)
	{
		t->x[i][0] = (float) (random_number(&state) % 100);
		t->x[i][1] = (float) (random_number(&state) % 100) / 7;
		t->x[i][2] = (float) (2 + random_number(&state) % (LEVELS - 1));
	}
	return t;
}

/* Trains, proves the model, sends it through its image, and makes a scorer. */
static inline void
train(Table *t)
{
	const uint8_t *bytes;
	size_t		size;

	if (an_tree_train(&t->env, &t->data, &t->options, AN_LITERAL("target"), NULL, &t->model) != AN_OK)
		fail_msg("%s: %s", t->env.error.message, t->env.error.detail);
	assert_int_equal(AN_OK, an_image_encode(&t->env, t->model, &bytes, &size));
	assert_int_equal(AN_OK, an_image_decode(&t->env, bytes, size, &t->model));
	if (an_model_validate(&t->env, t->model) != AN_OK)
		fail_msg("%s: %s", t->env.error.message, t->env.error.detail);
	assert_int_equal(AN_OK, an_scorer_build(&t->env, t->model, &t->scorer));
	assert_int_equal(AN_OK, an_case_create(&t->env, t->scorer, &t->c));
}

static inline uint32_t
score(Table *t, float u, float v, float f)
{
	t->c.x[0] = u;
	t->c.x[1] = v;
	t->c.x[2] = f;
	return an_score(t->scorer, &t->c);
}

static inline void
finish(Table *t)
{
	an_env_release(&t->env);
}

/* u <= 40 is no; above it f in {b, d} is yes, the others are perhaps. */
static inline uint32_t
planted(float u, float f)
{
	return u <= 40 ? 0 : f == 3 || f == 5 ? 1 : 2;
}

#endif
