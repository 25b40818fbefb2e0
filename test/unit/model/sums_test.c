/* sums_test.c - forests and linear models: built, proved, stored, scored */
#include <math.h>

#include "small_model.h"

#include "model/explain.h"
#include "model/image.h"
#include "model/scorer.h"
#include "model/sums.h"

#define LIMIT ((size_t) 64 * 1024 * 1024)

static AnCase
case_of(AnEnv *env, const AnModel *model, const AnScorer **scorer)
{
	AnScorer   *built;
	AnCase		c = {0};

	assert_int_equal(AN_OK, an_scorer_build(env, model, &built));
	assert_int_equal(AN_OK, an_case_create(env, built, &c));
	*scorer = built;
	return c;
}

static double
margin_difference(const AnScorer *scorer, AnCase *c, float x, float f)
{
	c->x[0] = x;
	c->x[1] = f;
	an_score(scorer, c);
	return log(c->probability[0] / c->probability[1]);
}

static void
forest_follows_cuts_sets_and_missing_values(void **state)
{
	AnEnv		env;
	const AnScorer *scorer;
	AnCase		c;
	float		none = an_case_special(AN_BITS_MISSING);

	(void) state;
	an_env_init(&env, LIMIT);
	c = case_of(&env, small_forest(&env), &scorer);
	/* margins: 0.5 + tree of group 0; -0.25 + by code + 16 */
	assert_float_equal(1.5 - 15.875, margin_difference(scorer, &c, 1, 2), 1e-12);
	assert_float_equal(2.5 - 15.875, margin_difference(scorer, &c, 2, 3), 1e-12);
	assert_float_equal(4.5 - 15.875, margin_difference(scorer, &c, 2, 2), 1e-12);
	assert_float_equal(4.5 - 7.75, margin_difference(scorer, &c, 35, 2), 1e-12);
	assert_float_equal(4.5 - 7.75, margin_difference(scorer, &c, 35.9f, 2), 1e-12);
	/* beyond the set, below 0: not in it */
	assert_float_equal(4.5 - 15.875, margin_difference(scorer, &c, 1e30f, 2), 1e-12);
	assert_float_equal(1.5 - 15.875, margin_difference(scorer, &c, -3, 2), 1e-12);
	/* a missing x goes right at the cut, left at the set; a missing f left */
	assert_float_equal(4.5 - 15.875, margin_difference(scorer, &c, none, 2), 1e-12);
	assert_float_equal(2.5 - 15.875, margin_difference(scorer, &c, none, none), 1e-12);
	an_env_release(&env);
}

static void
linear_adds_its_terms(void **state)
{
	AnEnv		env;
	const AnScorer *scorer;
	AnCase		c;
	float		none = an_case_special(AN_BITS_MISSING);

	(void) state;
	an_env_init(&env, LIMIT);
	c = case_of(&env, small_linear(&env), &scorer);
	/* log odds of the second class, with a sign to bring it near 0 */
	assert_float_equal(-(1 + 2 * -20.0 + 40), margin_difference(scorer, &c, -20, 3), 1e-12);
	assert_float_equal(-(1 + 2 * -15.5 + 30), margin_difference(scorer, &c, -15.5f, 2), 1e-12);
	assert_float_equal(-(1 + 2 * -9.0 + 20), margin_difference(scorer, &c, -9, 1), 1e-12);
	assert_float_equal(-(1 + 2 * -5.0 + 10), margin_difference(scorer, &c, -5, none), 1e-12);
	assert_float_equal(-(1 + 0.5 + 10), margin_difference(scorer, &c, none, none), 1e-12);
	an_env_release(&env);
}

/* Every kind through its image: the same bytes again, the same scores. */
static void
images_keep_sums(void **state)
{
	AnEnv		env;
	AnModel    *models[2];

	(void) state;
	an_env_init(&env, LIMIT);
	models[0] = small_forest(&env);
	models[1] = small_linear(&env);
	for (int i = 0; i < 2; i++)
	{
		const uint8_t *bytes;
		const uint8_t *again;
		size_t		size;
		size_t		again_size;
		AnModel    *back;
		const AnScorer *scorer;
		AnCase		c;
		double		before;

		models[i]->features[0].part = AN_HOUR;
		assert_int_equal(AN_OK, an_image_encode(&env, models[i], &bytes, &size));
		assert_int_equal(AN_OK, an_image_decode(&env, bytes, size, &back));
		assert_int_equal(AN_OK, an_model_validate(&env, back));
		assert_int_equal(AN_HOUR, back->features[0].part);
		assert_int_equal(AN_OK, an_image_encode(&env, back, &again, &again_size));
		assert_int_equal(size, again_size);
		assert_memory_equal(bytes, again, size);
		c = case_of(&env, models[i], &scorer);
		before = margin_difference(scorer, &c, 3, 2);
		c = case_of(&env, back, &scorer);
		assert_true(before == margin_difference(scorer, &c, 3, 2));
		for (size_t cut = 0; cut < size; cut++)
		{
			AnEnv		own;

			an_env_init(&own, LIMIT);
			assert_int_not_equal(AN_OK, an_image_decode(&own, bytes, cut, &back));
			an_env_release(&own);
		}
	}
	an_env_release(&env);
}

/* Trees that a loader must not get through. */
static void
malformed_trees_are_refused(void **state)
{
	static const float base[] = {0};
	static const uint32_t cycle[] = {1, 0, 2};
	static const uint32_t shared[] = {1, 2, 2};
	static const uint32_t outside[] = {1, 9, 9};
	static const uint32_t good[] = {2, 2, 2};
	const uint32_t *lefts[] = {cycle, shared, outside};
	AnForestNode nodes[] = {
		{AN_SUM_BELOW, 0, 0, 0, 0, 2, 1}, {AN_SUM_BELOW, 0, 0, 0, 0, 1, 1}, {AN_SUM_LEAF, 0, 0, 0, 0, 1, 1}
	};

	(void) state;
	for (int i = 0; i < 3; i++)
	{
		AnEnv		env;
		AnBuilder  *b;

		an_env_init(&env, LIMIT);
		b = small_schema(&env, AN_FOREST);
		BUILD(an_builder_forest(b, AN_LINK_LOGISTIC, 1, base));
		assert_int_equal(AN_EFORMAT, an_builder_forest_tree(b, 0, 3, nodes, lefts[i], good));
		an_env_release(&env);
	}
}

static void
spoil_group(AnModel *m)
{
	m->forest->trees[2].group = 2;
}

static void
spoil_child(AnModel *m)
{
	m->forest->nodes[0].child = 0;
}

static void
spoil_value(AnModel *m)
{
	m->forest->nodes[1].value = INFINITY;
}

static void
spoil_set(AnModel *m)
{
	m->forest->sets[0] = 1000;
}

static void
spoil_feature(AnModel *m)
{
	m->forest->nodes[0].feature = 1; /* a cut of a categorical feature */
}

static void
spoil_link(AnModel *m)
{
	m->forest->link = AN_LINK_EXP;
}

static void
validation_proves_the_contract(void **state)
{
	static void (*const spoil[]) (AnModel *) = {
		spoil_group, spoil_child, spoil_value, spoil_set, spoil_feature, spoil_link
	};

	(void) state;
	for (size_t i = 0; i < sizeof(spoil) / sizeof(spoil[0]); i++)
	{
		AnEnv		env;
		AnModel    *model;

		an_env_init(&env, LIMIT);
		model = small_forest(&env);
		assert_int_equal(AN_OK, an_model_validate(&env, model));
		spoil[i] (model);
		assert_int_equal(AN_ECORRUPT, an_model_validate(&env, model));
		an_env_release(&env);
	}
}

static void
links_give_probabilities_for_any_margin(void **state)
{
	static const double margins[][2] = {
		{0, 0}, {1, -1}, {800, -800}, {INFINITY, 0}, {INFINITY, INFINITY}, {-INFINITY, -INFINITY}, {NAN, 1}
	};

	(void) state;
	for (size_t i = 0; i < sizeof(margins) / sizeof(margins[0]); i++)
	{
		double		p[2];

		an_link_apply(AN_LINK_SOFTMAX, 2, margins[i], 2, p);
		assert_true(p[0] >= 0 && p[1] >= 0 && fabs(p[0] + p[1] - 1) < 1e-15);
		an_link_apply(AN_LINK_LOGISTIC, 1, margins[i], 2, p);
		assert_true(p[0] >= 0 && p[1] >= 0 && fabs(p[0] + p[1] - 1) < 1e-15);
		an_link_apply(AN_LINK_SHARE, 2, margins[i], 2, p);
		assert_true(p[0] >= 0 && p[1] >= 0 && fabs(p[0] + p[1] - 1) < 1e-15);
		an_link_apply(AN_LINK_SHARE, 1, margins[i], 2, p);
		assert_true(p[0] >= 0 && p[1] >= 0 && fabs(p[0] + p[1] - 1) < 1e-15);
	}
}

/* The changes and the averages that they start from are the margin. */
static void
steps_add_up_to_the_margin(void **state)
{
	AnEnv		env;
	const AnScorer *scorer;
	AnCase		c;
	AnStep	   *steps;
	size_t		n;
	double		sum;

	(void) state;
	an_env_init(&env, LIMIT);
	c = case_of(&env, small_linear(&env), &scorer);
	margin_difference(scorer, &c, -20, 3);
	assert_int_equal(AN_OK, an_explain(&env, scorer, &c, 1, &steps, &n));
	assert_int_equal(2, n);
	sum = 1 + 3 + 25 + steps[0].change + steps[1].change;
	assert_float_equal(1 + 2 * -20.0 + 40, sum, 1e-12);
	assert_string_equal("x = -20", steps[0].condition.data);
	assert_string_equal("f = b", steps[1].condition.data);
	assert_int_equal(AN_OK, an_explain(&env, scorer, &c, 0, &steps, &n));
	assert_float_equal(-(2 * -20.0 - 3), steps[0].change, 1e-12);

	c = case_of(&env, small_forest(&env), &scorer);
	margin_difference(scorer, &c, 2, 2);
	assert_int_equal(AN_OK, an_explain(&env, scorer, &c, 0, &steps, &n));
	assert_int_equal(3, n);
	/* the root's mean: 4 of 1, 3 of 2, 3 of 4, less the base */
	assert_float_equal(4, 2.2 + steps[0].change + steps[1].change, 1e-6);
	assert_float_equal(3 - 2.2, steps[0].change, 1e-6);
	assert_string_equal("f = a", steps[1].condition.data);
	assert_int_equal(AN_OK, an_explain(&env, scorer, &c, 1, &steps, &n));
	assert_int_equal(3, n);		/* two trees, of which one is a leaf */
	an_env_release(&env);
}

/* By how much the splits tell apart. */
static void
importance_is_shared(void **state)
{
	AnEnv		env;
	double	   *usage;

	(void) state;
	an_env_init(&env, LIMIT);
	assert_int_equal(AN_OK, an_feature_usage(&env, small_forest(&env), &usage));
	assert_float_equal(1, usage[0] + usage[1], 1e-12);
	assert_true(usage[0] > usage[1] && usage[1] > 0);
	assert_int_equal(AN_OK, an_feature_usage(&env, small_linear(&env), &usage));
	assert_true(isnan(usage[0]));
	an_env_release(&env);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forest_follows_cuts_sets_and_missing_values),
		cmocka_unit_test(linear_adds_its_terms),
		cmocka_unit_test(images_keep_sums),
		cmocka_unit_test(malformed_trees_are_refused),
		cmocka_unit_test(validation_proves_the_contract),
		cmocka_unit_test(links_give_probabilities_for_any_margin),
		cmocka_unit_test(steps_add_up_to_the_margin),
		cmocka_unit_test(importance_is_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
