/* c50_tree_test.c - trees of small models (contract numbers of c50_tree.h) */
#include "c50_case.h"

#define LEAF "type=\"0\" class=\"no\" freq=\"1,1\"\n"
#define CUT(more) "type=\"2\" class=\"no\" freq=\"6,4\" att=\"x\" forks=\"3\" " more
#define SUBSET(more) "type=\"3\" class=\"no\" freq=\"6,4\" att=\"f\" " more
#define BAD(text, what, at) \
	{.names = C50_SCHEMA, .tree = C50_HEADER text, .status = AN_EFORMAT, .message = what, .line = at}

static const AnNode *
child(const AnModel *m, const AnNode *node, uint32_t i)
{
	return &m->nodes[node->child + i];
}

static void
soft_cut(void **state)
{
	AnEnv		env;
	AnModel    *m = c50_load(&env, C50_SCHEMA, C50_HEADER
							 CUT("cut=\"5\" low=\"4\" mid=\"4.8\" high=\"7\"\n")
							 "type=\"0\" class=\"no\"\n"
							 "type=\"0\" class=\"no\" freq=\"5,1\"\n"
							 "type=\"0\" class=\"si\" freq=\"1,3\"\n\n", NULL, NULL);

	(void) state;
	assert_int_equal(m->kind, AN_TREES);
	assert_int_equal(m->nnodes, 4);
	assert_int_equal(m->nodes[0].kind, AN_CUT);
	assert_true(m->nodes[0].cut == 5 && m->nodes[0].low == 4 && m->nodes[0].mid == 4.8f && m->nodes[0].high == 7);
	assert_true(m->nodes[0].cases == 10);
	assert_true(child(m, m->nodes, 0)->cases == 0);	/* contract 2 */
	assert_true(child(m, m->nodes, 1)->cases == 6);
	assert_int_equal(child(m, m->nodes, 2)->majority, 1);
	assert_true(m->features[0].used);
	assert_false(m->features[1].used);
	an_env_release(&env);
}

static void
nway(void **state)
{
	AnEnv		env;
	AnModel    *m = c50_load(&env, C50_SCHEMA, C50_HEADER
							 "type=\"1\" class=\"no\" freq=\"12,8\" att=\"f\" forks=\"4\"\n"
							 "type=\"0\" class=\"no\"\n"
							 "type=\"0\" class=\"no\" freq=\"9,1\"\n"
							 "type=\"0\" class=\"si\" freq=\"1,4\"\n"
							 "type=\"2\" class=\"si\" freq=\"2,3\" att=\"x\" forks=\"3\" cut=\"0.1\"\n"
							 "type=\"0\" class=\"si\"\n"
							 "type=\"0\" class=\"si\" freq=\"0,3\"\n"
							 "type=\"0\" class=\"no\" freq=\"2,0\"\n", NULL, NULL);
	const AnNode *last = child(m, m->nodes, 3);

	(void) state;
	assert_int_equal(m->nodes[0].kind, AN_NWAY);
	assert_int_equal(m->nodes[0].forks, 4);
	assert_int_equal(last->kind, AN_CUT);
	assert_true(last->cut == 0.1f && last->low == 0.1f && last->high == 0.1f);
	assert_true(child(m, last, 2)->cases == 2);
	an_env_release(&env);
}

/* Contract 4, with an artificial branch for N/A and a value in no branch. */
static void
subset(void **state)
{
	AnEnv		env;
	AnModel    *m = c50_load(&env, "o. o: no,si. f: a,N/A,b,\\\"q.", C50_HEADER
							 SUBSET("forks=\"2\" elts=\"N/A\" elts=\"N/A\",\"a\",\"\\\"q\"\n") LEAF LEAF, NULL, NULL);
	const uint16_t *map = m->branches + m->nodes[0].branches;

	(void) state;
	assert_int_equal(m->nodes[0].kind, AN_SUBSET);
	assert_int_equal(m->nodes[0].forks, 2);
	assert_int_equal(m->features[0].nlevels, 5);
	assert_int_equal(map[0], 0);
	assert_int_equal(map[1], 1);
	assert_int_equal(map[2], AN_NO_BRANCH);
	assert_int_equal(map[3], AN_NO_BRANCH);
	assert_int_equal(map[4], 1);
	an_env_release(&env);
}

static void
boosted(void **state)
{
	AnEnv		env;
	AnModel    *m = c50_load(&env, C50_SCHEMA, "id=\"See5/C5.0 2.07 GPL Edition 2024-01-01\" sample=\"0.6\" init=\"17\" entries=\"3\"\n"
							 CUT("cut=\"5\" low=\"5.0000001\" high=\"4.9999999\"\n") LEAF LEAF LEAF
							 LEAF CUT("cut=\"3\"\n") LEAF LEAF LEAF, NULL, NULL);

	(void) state;
	assert_int_equal(m->ntrials, 3);
	assert_int_equal(m->trials[0].count, 4);
	assert_int_equal(m->trials[1].count, 1);
	assert_int_equal(m->trials[2].count, 4);
	an_env_release(&env);
}

static void
refused_nodes(void **state)
{
	static const C50Case cases[] = {
		BAD("class=\"no\" freq=\"1,1\"\n", "a line without type=", 3),
		BAD("type=\"0\" freq=\"1,1\"\n", "a line without class=", 3),
		BAD("type=\"4\" class=\"no\" freq=\"1,1\"\n", "an unknown type of node", 3),
		BAD("type=\"-1\" class=\"no\" freq=\"1,1\"\n", "an invalid count", 3),
		BAD("type=\"\" class=\"no\" freq=\"1,1\"\n", "an invalid count", 3),
		BAD("type=\"0\" class=\"maybe\" freq=\"1,1\"\n", "an unknown class", 3),
		BAD("type=\"0\" class=\"no\",\"si\" freq=\"1,1\"\n", "a list instead of one value", 3),
		BAD("type=\"0\" class=\"no\" freq=\"1\"\n", "a wrong number of frequencies", 3),
		BAD("type=\"0\" class=\"no\" freq=\"1,1,1\"\n", "a wrong number of frequencies", 3),
		BAD("type=\"0\" class=\"no\" freq=\"1,\"\n", "an invalid frequency", 3),
		BAD("type=\"0\" class=\"no\" freq=\"\"\n", "an invalid frequency", 3),
		BAD("type=\"0\" class=\"no\" freq=\"1,-1\"\n", "an invalid frequency", 3),
		BAD("type=\"0\" class=\"no\" freq=\"1,nan\"\n", "an invalid frequency", 3),
		BAD("type=\"0\" class=\"no\" freq=\"1\",\"1\"\n", "an invalid frequency", 3),
		BAD("type=\"0\" class=\"no\" freq=\"3e38,3e38\"\n", "an overflow of frequencies", 3),
		BAD("type=\"0\" class=\"no\" freq=\"1,1\" forks=\"0\"\n", "a misplaced property forks=", 3),
		BAD("type=\"0\" class=\"no\" freq=\"1,1\" cover=\"0\"\n", "a misplaced property cover=", 3),
		BAD("type=\"0\" class=\"no\"\n", "a tree without cases", 3),
		BAD("type=\"0\" class=\"no\" freq=\"0,0\"\n", "a tree without cases", 3),
		BAD(LEAF LEAF, "a line after the last tree", 4),
		BAD(LEAF "\n\n" LEAF, "a line after the last tree", 6),
		BAD("", "an incomplete tree", 3),
		BAD(CUT("cut=\"1\"\n") LEAF LEAF, "an incomplete tree", 6),
		{.names = C50_SCHEMA, .tree = "id=\"x\"\nentries=\"2\"\n" LEAF, .status = AN_EFORMAT, .message = "an incomplete tree", .line = 4},
	};

	(void) state;
	c50_check_refused(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
refused_splits(void **state)
{
	static const C50Case cases[] = {
		BAD("type=\"2\" class=\"no\" freq=\"6,4\" att=\"x\" forks=\"3\"\n", "a line without cut=", 3),
		BAD(CUT("cut=\"x\"\n"), "an invalid number", 3),
		BAD(CUT("cut=\"1e39\"\n"), "an invalid number", 3),
		BAD(CUT("cut=\"1\" low=\"1\"\n"), "a line without high=", 3),
		BAD(CUT("cut=\"1\" high=\"1\"\n"), "a line without low=", 3),
		BAD(CUT("cut=\"1\" mid=\"1\"\n"), "a misplaced property mid=", 3),
		BAD(CUT("cut=\"1\" low=\"0\" mid=\"inf\" high=\"2\"\n"), "an invalid number", 3),
		BAD(CUT("cut=\"1\" elts=\"a\"\n"), "a misplaced property elts=", 3),
		BAD("type=\"2\" class=\"no\" freq=\"6,4\" att=\"x\" forks=\"2\" cut=\"1\"\n", "a wrong number of branches", 3),
		BAD("type=\"2\" class=\"no\" freq=\"6,4\" att=\"y\" forks=\"3\" cut=\"1\"\n", "an unknown attribute", 3),
		BAD("type=\"2\" class=\"no\" freq=\"6,4\" att=\"outcome\" forks=\"3\" cut=\"1\"\n", "an unknown attribute", 3),
		BAD("type=\"2\" class=\"no\" freq=\"6,4\" att=\"f\" forks=\"3\" cut=\"1\"\n", "a test that does not fit its attribute", 3),
		BAD("type=\"1\" class=\"no\" freq=\"6,4\" att=\"x\" forks=\"3\"\n", "a test that does not fit its attribute", 3),
		BAD("type=\"3\" class=\"no\" freq=\"6,4\" att=\"x\" forks=\"1\" elts=\"a\"\n", "a test that does not fit its attribute", 3),
		BAD("type=\"1\" class=\"no\" freq=\"6,4\" att=\"f\" forks=\"3\"\n", "a wrong number of branches", 3),
		BAD("type=\"1\" class=\"no\" freq=\"6,4\" att=\"f\"\n", "a line without forks=", 3),
		BAD(CUT("cut=\"1\"\n") "type=\"2\" class=\"no\" att=\"x\" forks=\"3\" cut=\"1\"\n", "a line without freq=", 4),
		BAD(SUBSET("forks=\"2\"\n"), "a line without elts=", 3),
		BAD(SUBSET("forks=\"2\" elts=\"a\"\n"), "a wrong number of branches", 3),
		BAD(SUBSET("forks=\"1\" elts=\"a\" elts=\"b\"\n"), "a wrong number of branches", 3),
		BAD(SUBSET("forks=\"5\" elts=\"a\" elts=\"a\" elts=\"a\" elts=\"a\" elts=\"a\"\n"), "a wrong number of branches", 3),
		BAD(SUBSET("forks=\"1\" elts=\"a\",\"z\"\n"), "an unknown value", 3),
		BAD(SUBSET("forks=\"1\" elts=\"\"\n"), "an unknown value", 3),
		BAD(CUT("cut=\"1\"\n") "type=\"2\" class=\"no\" freq=\"0,0\" att=\"x\" forks=\"3\" cut=\"1\"\n", "a split without cases", 4),
		{.names = C50_SCHEMA "case weight: continuous.\n",
			.tree = C50_HEADER "type=\"2\" class=\"no\" freq=\"6,4\" att=\"case weight\" forks=\"3\" cut=\"1\"\n",
		.status = AN_EFORMAT, .message = "a test of the case weight", .line = 3},
		{.names = C50_SCHEMA "i: ignore.\n",
			.tree = C50_HEADER "type=\"2\" class=\"no\" freq=\"6,4\" att=\"i\" forks=\"3\" cut=\"1\"\n",
		.status = AN_EFORMAT, .message = "a test that does not fit its attribute", .line = 3},
		{.names = C50_SCHEMA, .tree = C50_HEADER SUBSET("forks=\"99999999999\" elts=\"a\"\n"), .status = AN_ELIMIT, .message = "over the limit"},
	};

	(void) state;
	c50_check_refused(cases, sizeof(cases) / sizeof(cases[0]));
}

/* A chain of splits, as deep as wanted. */
static AnStatus
load_chain(unsigned depth)
{
	static const char split[] = "type=\"2\" class=\"no\" freq=\"1,1\" att=\"x\" forks=\"3\" cut=\"1\"\n";
	static const char leaf[] = "type=\"0\" class=\"no\"\n";
	size_t		header = strlen(C50_HEADER);
	size_t		size = header + depth * strlen(split) + (2 * depth + 1) * strlen(leaf);
	char	   *text = malloc(size);
	char	   *at = text + header;
	AnC50Source source = {.names = AN_LITERAL(C50_SCHEMA), .tree = {text, size}};
	AnEnv		env;
	AnModel    *model;
	AnStatus	status;

	memcpy(text, C50_HEADER, header);
	for (unsigned i = 0; i < depth; i++, at += strlen(split))
		memcpy(at, split, strlen(split));
	for (unsigned i = 0; i < 2 * depth + 1; i++, at += strlen(leaf))
		memcpy(at, leaf, strlen(leaf));
	an_env_init(&env, 64 << 20);
	status = an_c50_load(&env, &source, 0, AN_UNKNOWN_ERROR, &model);
	an_env_release(&env);
	free(text);
	return status;
}

static void
depth(void **state)
{
	(void) state;
	assert_int_equal(load_chain(9000), AN_OK);
	assert_int_equal(load_chain(AN_MAX_DEPTH + 1), AN_ELIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(soft_cut),
		cmocka_unit_test(nway),
		cmocka_unit_test(subset),
		cmocka_unit_test(boosted),
		cmocka_unit_test(refused_nodes),
		cmocka_unit_test(refused_splits),
		cmocka_unit_test(depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
