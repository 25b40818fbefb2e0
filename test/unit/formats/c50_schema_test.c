/* c50_schema_test.c - names and values (contract numbers of c50_schema.h) */
#include "c50_case.h"
#include "formats/c50_schema.h"

#define OUTCOME "o. o: a,b.\n"

static AnStatus
read_schema(AnEnv *env, const char *text, AnC50Schema *schema)
{
	an_env_init(env, 64 << 20);
	return an_c50_read_schema(env, c50_str(text), schema);
}

static void
contract_1_order(void **state)
{
	AnC50Schema schema;
	AnEnv		env;

	(void) state;
	assert_int_equal(read_schema(&env, "| Generated\n| on\nmy label.\n\nmy label: [ordered] \\[x\\]\\, y,no\\\\\\:.\n"
								 "x\\.1: continuous.\nf: [ordered]low,mid  \trange,high.\ng: ignore.\nh: label\n"
								 "Attributes: N/A,N/A,z\ncase weight: continuous.", &schema), AN_OK);
	c50_assert_str(schema.target, "my label");
	assert_true(schema.outcome.ordered);
	assert_int_equal(schema.outcome.values.list.count, 2);
	c50_assert_str(schema.outcome.values.list.items[0], "[x], y");
	c50_assert_str(schema.outcome.values.list.items[1], "no\\:");
	assert_int_equal(schema.features.count, 6);
	c50_assert_str(schema.names.list.items[0], "x.1");
	assert_int_equal(schema.features.items[0].kind, AN_NUMERIC);
	assert_int_equal(schema.features.items[1].kind, AN_CATEGORICAL);
	assert_true(schema.features.items[1].ordered);
	assert_int_equal(schema.features.items[1].values.list.count, 4);
	c50_assert_str(schema.features.items[1].values.list.items[0], "N/A");
	c50_assert_str(schema.features.items[1].values.list.items[1], "low");
	c50_assert_str(schema.features.items[1].values.list.items[2], "mid range");
	assert_int_equal(schema.features.items[2].kind, AN_IGNORED);
	assert_int_equal(schema.features.items[3].kind, AN_IGNORED);
	assert_false(schema.features.items[4].ordered);
	assert_int_equal(schema.most_values, 4);
	assert_true(an_c50_drop_case_weight(&schema));
	assert_int_equal(schema.features.count, 5);
	assert_false(an_c50_drop_case_weight(&schema));
	an_env_release(&env);
}

static void
contract_2_first_value_wins(void **state)
{
	AnC50Schema schema;
	AnEnv		env;
	uint32_t	number;

	(void) state;
	assert_int_equal(read_schema(&env, OUTCOME "f: x y,N/A,x  y,z,z.", &schema), AN_OK);
	assert_int_equal(schema.features.items[0].values.list.count, 6);
	assert_true(an_c50_names_find(&schema.features.items[0].values, AN_LITERAL("N/A"), &number));
	assert_int_equal(number, 0);
	assert_true(an_c50_names_find(&schema.features.items[0].values, AN_LITERAL("x y"), &number));
	assert_int_equal(number, 1);
	assert_true(an_c50_names_find(&schema.features.items[0].values, AN_LITERAL("z"), &number));
	assert_int_equal(number, 4);
	assert_false(an_c50_names_find(&schema.features.items[0].values, AN_LITERAL("x"), &number));
	assert_false(an_c50_names_find(&schema.features.items[0].values, AN_LITERAL(""), &number));
	an_env_release(&env);
}

static void
contract_3_lookup(void **state)
{
	AnC50Names	names = {0};
	char		name[16];
	uint32_t	number;
	AnEnv		env;

	(void) state;
	an_env_init(&env, 64 << 20);
	assert_int_equal(an_c50_names_sort(&env, &names), AN_OK);
	assert_false(an_c50_names_find(&names, AN_LITERAL("x"), &number));
	for (unsigned i = 0; i < 5000; i++)
	{
		snprintf(name, sizeof(name), "v%u", i * 7919 % 4999);
		assert_int_equal(an_c50_names_add(&env, &names, c50_str(name)), AN_OK);
	}
	assert_int_equal(an_c50_names_sort(&env, &names), AN_OK);
	for (unsigned i = 0; i < 5000; i++)
	{
		snprintf(name, sizeof(name), "v%u", i * 7919 % 4999);
		assert_true(an_c50_names_find(&names, c50_str(name), &number));
		assert_int_equal(number, i % 4999);
	}
	an_env_release(&env);
}

static void
refused(void **state)
{
	static const C50Case cases[] = {
		{.names = "", .status = AN_EFORMAT, .message = "an unexpected end", .line = 1},
		{.names = "| nothing\n", .status = AN_EFORMAT, .message = "an unexpected end", .line = 2},
		{.names = "o.", .status = AN_EFORMAT, .message = "an unexpected end", .line = 1},
		{.names = "a,b.\nx: continuous.", .status = AN_EUNSUPPORTED, .message = "an outcome that is not an attribute", .line = 1},
		{.names = "x: 1,2.\n", .status = AN_EUNSUPPORTED, .message = "an outcome that is not an attribute", .line = 1},
		{.names = "o.\nx: continuous.\no: a,b.", .status = AN_EFORMAT, .message = "an outcome that is not the first attribute", .line = 2},
		{.names = "o.\no: continuous.\n", .status = AN_EUNSUPPORTED, .message = "an outcome without classes"},
		{.names = "o.\no: a.\n", .status = AN_EFORMAT, .message = "an unknown kind of attribute", .line = 2},
		{.names = "o.\no: a,", .status = AN_EFORMAT, .message = "an unexpected end", .line = 2},
		{.names = "o.\no: a,,b.", .status = AN_EFORMAT, .message = "an empty name or value", .line = 2},
		{.names = "o.\no: a,b:", .status = AN_EFORMAT, .message = "a misplaced colon", .line = 2},
		{.names = OUTCOME "x", .status = AN_EFORMAT, .message = "a name without a colon", .line = 2},
		{.names = OUTCOME "x,y: continuous.", .status = AN_EFORMAT, .message = "a name without a colon", .line = 2},
		{.names = OUTCOME "x:", .status = AN_EFORMAT, .message = "an unexpected end", .line = 2},
		{.names = OUTCOME "x: continuous: y", .status = AN_EFORMAT, .message = "a misplaced colon", .line = 2},
		{.names = OUTCOME "x:= y + 1.", .status = AN_EUNSUPPORTED, .message = "an attribute defined by a formula", .line = 2},
		{.names = OUTCOME "x: real.", .status = AN_EFORMAT, .message = "an unknown kind of attribute", .line = 2},
		{.names = OUTCOME "x: continuou.", .status = AN_EFORMAT, .message = "an unknown kind of attribute", .line = 2},
		{.names = OUTCOME "x: discrete.", .status = AN_EFORMAT, .message = "an unknown kind of attribute", .line = 2},
		{.names = OUTCOME "x: discrete 5.", .status = AN_EUNSUPPORTED, .message = "attribute \"x\" is of a kind that is not supported"},
		{.names = OUTCOME "d 1: date.", .status = AN_EUNSUPPORTED, .message = "attribute \"d 1\" is of a kind"},
		{.names = OUTCOME "x: time.", .status = AN_EUNSUPPORTED, .message = "attribute \"x\" is of a kind"},
		{.names = OUTCOME "x: timestamp.", .status = AN_EUNSUPPORTED, .message = "attribute \"x\" is of a kind"},
		{.names = OUTCOME "f: [ordered],b.", .status = AN_EFORMAT, .message = "an empty name or value", .line = 2},
		{.names = OUTCOME "x: continuous.\nx: a,b.", .status = AN_EFORMAT, .message = "two attributes of one name"},
		{.names = OUTCOME "x  y: continuous.\nx y: a,b.", .status = AN_EFORMAT, .message = "two attributes of one name"},
		{.names = OUTCOME "o: continuous.", .status = AN_EFORMAT, .message = "two attributes of one name"},
		{.names = OUTCOME "attributes excluded: x.", .status = AN_EUNSUPPORTED, .message = "a list of attributes to use", .line = 2},
		{.names = OUTCOME "Attributes included: x,y.", .status = AN_EUNSUPPORTED, .message = "a list of attributes to use", .line = 2},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AnC50Schema schema;
		AnEnv		env;

		read_schema(&env, cases[i].names, &schema);
		c50_check_error(&env, &cases[i]);
		an_env_release(&env);
	}
}

/* n values (or attributes) called v0, v1, ... */
static AnStatus
read_many(AnEnv *env, const char *head, const char *each, unsigned n, AnC50Schema *schema)
{
	size_t		size = strlen(head) + n * (strlen(each) + 10) + 1;
	char	   *text = malloc(size);
	size_t		len = (size_t) snprintf(text, size, "%s", head);
	AnStatus	status;

	for (unsigned i = 0; i < n; i++)
	{
		len += (size_t) snprintf(text + len, size - len, "v%u", i);
		len += (size_t) snprintf(text + len, size - len, "%s", each);
	}
	status = read_schema(env, text, schema);
	free(text);
	an_env_release(env);
	return status;
}

static void
limits(void **state)
{
	AnC50Schema schema;
	AnEnv		env;

	(void) state;
	assert_int_equal(read_many(&env, "o. o: ", ",", AN_MAX_CLASSES + 1, &schema), AN_ELIMIT);
	assert_string_equal(env.error.message, "too many classes in the C5.0 schema");
	assert_int_equal(read_many(&env, OUTCOME "f: ", ",", AN_MAX_LEVELS, &schema), AN_ELIMIT);
	assert_string_equal(env.error.message, "too many values in the C5.0 schema");
	assert_int_equal(read_many(&env, OUTCOME, ": continuous.\n", AN_MAX_FEATURES + 1, &schema), AN_OK);
	assert_int_equal(schema.features.count, AN_MAX_FEATURES + 1);
	assert_int_equal(read_many(&env, OUTCOME, ": continuous.\n", AN_MAX_FEATURES + 2, &schema), AN_ELIMIT);
	assert_string_equal(env.error.message, "too many attributes in the C5.0 schema");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contract_1_order),
		cmocka_unit_test(contract_2_first_value_wins),
		cmocka_unit_test(contract_3_lookup),
		cmocka_unit_test(refused),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
