/* json_test.c - JSON and UBJSON, read by the same calls; and what is neither */
#include "unit.h"

#include <math.h>

#include "formats/json.h"

#define LIMIT ((size_t) 16 * 1024 * 1024)
#define MAX_SHOWN 4096

static AnEnv env;

/* What a reader sees, written down: objects {key=...}, arrays [...]. */
static AnStatus
describe(AnJson *json, char *out)
{
	size_t		n = 0;
	AnJsonValue value;
	AnStr		key;
	bool		more = true;

	out[0] = '\0';
	do
	{
		if (json->depth > 0 && json->levels[json->depth - 1].object)
		{
			AN_TRY(an_json_key(json, &key, &more));
			n += (size_t) (more ? sprintf(out + n, "%.*s=", (int) key.len, key.data) : sprintf(out + n, "}"));
		}
		else if (json->depth > 0)
		{
			AN_TRY(an_json_more(json, &more));
			n += (size_t) (more ? 0 : sprintf(out + n, "]"));
		}
		if (!more)
			continue;
		AN_TRY(an_json_read(json, &value));
		if (value.kind == AN_JSON_NUMBER)
			n += (size_t) sprintf(out + n, "%.17g ", value.number);
		else if (value.kind == AN_JSON_STRING)
			n += (size_t) sprintf(out + n, "'%.*s' ", (int) value.text.len, value.text.data);
		else if (value.kind == AN_JSON_BOOL)
			n += (size_t) sprintf(out + n, value.number != 0 ? "yes " : "no ");
		else
			n += (size_t) sprintf(out + n, "%s", value.kind == AN_JSON_NULL ? "null " : value.kind == AN_JSON_ARRAY ? "[" : "{");
	} while (json->depth > 0);
	return an_json_end(json);
}

/* The bytes are in a block of just their size: a sanitizer watches its end. */
static AnStatus
read_all(const char *bytes, size_t size, char *out)
{
	uint8_t    *exact = malloc(size + 1);
	AnJson		json;
	AnStatus	status;

	an_env_init(&env, LIMIT);
	exact = realloc(exact, size > 0 ? size : 1);
	memcpy(exact, bytes, size);
	status = an_json_open(&env, exact, size, &json);
	if (status == AN_OK)
		status = describe(&json, out);
	free(exact);
	an_env_release(&env);
	return status;
}

static void
check(const char *bytes, size_t size, const char *expected)
{
	char		out[MAX_SHOWN];

	if (read_all(bytes, size, out) != AN_OK)
		fail_msg("%s: %s: %s", bytes, env.error.message, env.error.detail);
	assert_string_equal(expected, out);
}

#define CHECK(bytes, expected) check(bytes, sizeof(bytes) - 1, expected)

static void
check_bad(const char *bytes, size_t size, AnStatus status, const char *detail)
{
	char		out[MAX_SHOWN];

	if (read_all(bytes, size, out) == AN_OK)
		fail_msg("accepted: %s", bytes);
	assert_int_equal(status, env.error.status);
	if (strstr(env.error.detail, detail) == NULL)
		fail_msg("%s: %s", bytes, env.error.detail);
}

#define BAD(bytes, detail) check_bad(bytes, sizeof(bytes) - 1, AN_EFORMAT, detail)

/* JSON ---------------------------------------------------------------- */

static void
json_values(void **state)
{
	(void) state;
	CHECK("{}", "{}");
	CHECK(" { } \n", "{}");
	CHECK("{\"a\":1}", "{a=1 }");
	CHECK("{\"a\" : [ 1 , -2.5e1,0.1 ] , \"b\":\t{ } }", "{a=[1 -25 0.10000000000000001 ]b={}}");
	CHECK("{\"a\":true,\"b\":false,\"c\":null}", "{a=yes b=no c=null }");
	CHECK("{\"\":[[],[[]],{}]}", "{=[[][[]]{}]}");
	CHECK("{\"a\":[Infinity,-Infinity,1E3]}", "{a=[inf -inf 1000 ]}");
	CHECK("{\"a\":NaN}\0", "{a=nan }");
	CHECK("{\"a\":1E400}", "{a=inf }");
}

static void
json_texts(void **state)
{
	(void) state;
	CHECK("{\"a\":\"x\\n\\t\\\"\\\\\\/\\b\\f\\r\"}", "{a='x\n\t\"\\/\b\f\r' }");
	CHECK("{\"\\u0041\\u00e9\":\"\\u20AC\"}", "{A\303\251='\342\202\254' }");
	CHECK("{\"a\":\"\\ud83d\\ude00.\"}", "{a='\360\237\230\200.' }");
	CHECK("{\"a\":\"\303\251\"}", "{a='\303\251' }");
	CHECK("{\"a\\\\\":\"\\\\\"}", "{a\\='\\' }");
	BAD("{\"a\":\"\\ud83d\"}", "half a character");
	BAD("{\"a\":\"\\ud83d\\u0041\"}", "half a character");
	BAD("{\"a\":\"\\ude00\"}", "half a character");
	BAD("{\"a\":\"\\ud83d\\", "too early");
	BAD("{\"a\":\"\\u00g0\"}", "\\u escape");
	BAD("{\"a\":\"\\u00", "too early");
	BAD("{\"a\":\"\\u00\"}", "\\u escape");
	BAD("{\"a\":\"\\x\"}", "no such escape");
	BAD("{\"a\":\"\\", "too early");
	BAD("{\"a\":\"\\\"}", "too early");
}

static void
json_faults(void **state)
{
	(void) state;
	BAD("", "no object");
	BAD("[1]", "no object");
	BAD("{", "no object");
	BAD("{x", "no object");
	BAD("{\"a\"", "too early");
	BAD("{\"a\":", "too early");
	BAD("{\"a\":1", "too early");
	BAD("{\"a\":1,", "too early");
	BAD("{\"a\":[1", "too early");
	BAD("{\"a\":[1,]}", "value is missing");
	BAD("{\"a\":[,1]}", "value is missing");
	BAD("{\"a\":[1 2]}", "comma is missing");
	BAD("{\"a\":1,}", "name is missing");
	BAD("{\"a\" 1}", "colon is missing");
	BAD("{\"a\":1]", "comma is missing");
	BAD("{\"a\":[1}}", "comma is missing");
	BAD("{\"a\":1}}", "go on");
	BAD("{\"a\":1}{}", "go on");
	BAD("{\"a\":0x10}", "proper number");
	BAD("{\"a\":1.2.3}", "proper number");
	BAD("{\"a\":-}", "proper number");
	BAD("{\"a\":nan}", "proper number");
	BAD("{\"a\":infinity}", "proper number");
	BAD("{\"a\":truE}", "proper number");
	BAD("{\"a\":00000000000000000000000000000000000000000000000000000000000000001}", "proper number");
}

/* UBJSON -------------------------------------------------------------- */

static void
binary_values(void **state)
{
	(void) state;
	CHECK("{}", "{}");
	CHECK("{i\1ai\376}", "{a=-2 }");
	CHECK("{i\1aU\376U\1bI\377\376I\0\1cl\377\377\377\376}", "{a=254 b=-2 c=-2 }");
	CHECK("{L\0\0\0\0\0\0\0\1aL\0\0\0\1\0\0\0\0}", "{a=4294967296 }");
	CHECK("{i\1ad\277\300\0\0i\1bD\277\370\0\0\0\0\0\0}", "{a=-1.5 b=-1.5 }");
	CHECK("{i\1aTi\1bFi\1cZi\1dCx}", "{a=yes b=no c=null d='x' }");
	CHECK("{i\1aSi\3x\"yi\1bHi\00412.5}", "{a='x\"y' b=12.5 }");
}

static void
binary_containers(void **state)
{
	(void) state;
	CHECK("{i\1a[i\1[]i\2]}", "{a=[1 []2 ]}");
	CHECK("{i\1a[NNi\1N]N}", "{a=[1 ]}");
	CHECK("{i\1a[#i\2i\5[]i\1bi\6}", "{a=[5 []]b=6 }");
	CHECK("{i\1a[$i#i\3\1\2\377i\1b[$d#i\1\100\0\0\0}", "{a=[1 2 -1 ]b=[2 ]}");
	CHECK("{i\1a[$S#i\2i\1xi\0}", "{a=['x' '' ]}");
	CHECK("{i\1a[$L#i\0}", "{a=[]}");
	CHECK("{#i\2i\1ai\1i\1bi\2", "{a=1 b=2 }");
	CHECK("{i\1a{$i#i\1i\1x\7}", "{a={x=7 }}");
}

static void
binary_faults(void **state)
{
	(void) state;
	BAD("{i\1a", "too early");
	BAD("{i\1ai\1", "too early");
	BAD("{i\1ad\0\0\0", "too early");
	BAD("{i\177a", "too early");
	BAD("{i\377a}", "negative");
	BAD("{d\0\0\0\0", "no object");
	BAD("{i\1ax}", "type that is not known");
	BAD("{i\1a[$T#i\1}", "array of a type");
	BAD("{i\1a[$[#i\1]}", "array of a type");
	BAD("{i\1a[$", "too early");
	BAD("{i\1a[$i]", "number of items is missing");
	BAD("{i\1a[#l\177\377\377\377}", "too early");
	BAD("{i\1a[$D#i\1\0\0\0\0\0\0\0", "too early");
	BAD("{i\1a[#L\177\377\377\377\377\377\377\377", "too early");
	BAD("{i\1aHi\1x}", "proper number");
	BAD("{i\1a[i\1", "too early");
	BAD("{}}", "go on");
	BAD("{i\1ai\1}\0", "go on");
}

/* Both ---------------------------------------------------------------- */

static void
nested(void **state)
{
	char		text[512];
	char		out[MAX_SHOWN];

	(void) state;
	for (int depth = AN_JSON_MAX_DEPTH - 2; depth <= AN_JSON_MAX_DEPTH; depth++)
		for (int binary = 0; binary < 2; binary++)
		{
			size_t		n = (size_t) sprintf(text, binary ? "{i%ca" : "{\"a\":", 1);

			memset(text + n, '[', (size_t) depth);
			memset(text + n + depth, ']', (size_t) depth);
			n += 2 * (size_t) depth;
			text[n++] = '}';
			assert_int_equal(depth < AN_JSON_MAX_DEPTH ? AN_OK : AN_ELIMIT, read_all(text, n, out));
		}
}

/* After a value of any kind was passed over, the next one is read. */
static void
skipped(void **state)
{
	static const struct
	{
		const char *bytes;
		size_t		size;
	}			inputs[] = {
#define INPUT(bytes) {bytes, sizeof(bytes) - 1}
		INPUT("{\"a\":[1,[2,{\"b\":\"]\"}],\"\\\"\"],\"z\":7}"),
		INPUT("{\"a\":\"}\",\"z\":7}"),
		INPUT("{\"a\":{},\"z\":7}"),
		INPUT("{i\1a[$D#i\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0i\1zi\7}"),
		INPUT("{i\1a[#i\2[$S#i\1i\2ab{}i\1zi\7}"),
		INPUT("{i\1a{$l#i\1i\1b\0\0\0\1i\1zi\7}"),
	};

	(void) state;
	for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++)
	{
		AnJson		json;
		AnJsonValue value;
		AnStr		key;
		bool		more;

		an_env_init(&env, LIMIT);
		assert_int_equal(AN_OK, an_json_open(&env, (const uint8_t *) inputs[i].bytes, inputs[i].size, &json));
		assert_int_equal(AN_OK, an_json_expect(&json, AN_JSON_OBJECT, "all", &value));
		assert_int_equal(AN_OK, an_json_key(&json, &key, &more));
		assert_int_equal(AN_OK, an_json_skip(&json));
		assert_int_equal(AN_OK, an_json_key(&json, &key, &more));
		assert_true(more && an_str_equal(key, AN_LITERAL("z")));
		assert_int_equal(AN_OK, an_json_expect(&json, AN_JSON_NUMBER, "z", &value));
		assert_true(value.number == 7);
		an_env_release(&env);
	}
}

static void
open_array(AnJson *json, const char *bytes, size_t size)
{
	AnJsonValue value;
	AnStr		key;
	bool		more;

	an_env_init(&env, LIMIT);
	assert_int_equal(AN_OK, an_json_open(&env, (const uint8_t *) bytes, size, json));
	assert_int_equal(AN_OK, an_json_expect(json, AN_JSON_OBJECT, "all", &value));
	assert_int_equal(AN_OK, an_json_key(json, &key, &more));
}

static void
arrays_of_numbers(void **state)
{
	AnJson		json;
	AnJsonFloats floats = {0};
	AnJsonIntegers integers = {0};
	char		text[4096] = "{\"a\":[0";

	(void) state;
	/* just above the middle of two floats, which by way of a double would round down */
	open_array(&json, "{\"a\":[1.000000059604644775390625000001,NaN,-2]}", 47);
	assert_int_equal(AN_OK, an_json_floats(&json, "a", &floats));
	assert_int_equal(3, floats.count);
	assert_true(floats.items[0] == 1.00000012f && isnan(floats.items[1]) && floats.items[2] == -2);
	an_env_release(&env);

	for (int i = 1; i < 200; i++)
		sprintf(text + strlen(text), ",%d", -i);
	strcat(text, "]}");
	open_array(&json, text, strlen(text));
	assert_int_equal(AN_OK, an_json_integers(&json, "a", &integers));
	assert_int_equal(200, integers.count);
	assert_true(integers.items[199] == -199);
	an_env_release(&env);

	integers = (AnJsonIntegers) {0};
	open_array(&json, "{i\1a[TFi\5]}", 11);
	assert_int_equal(AN_OK, an_json_integers(&json, "a", &integers));
	assert_true(integers.count == 3 && integers.items[0] == 1 && integers.items[1] == 0 && integers.items[2] == 5);
	an_env_release(&env);
}

static void
arrays_of_others(void **state)
{
	static const char *const bad[] = {
		"{\"a\":[1,0.5]}", "{\"a\":[1e300]}", "{\"a\":[NaN]}", "{\"a\":[\"1\"]}", "{\"a\":[null]}", "{\"a\":[[1]]}", "{\"a\":1}"
	};

	(void) state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
	{
		AnJson		json;
		AnJsonIntegers integers = {0};

		open_array(&json, bad[i], strlen(bad[i]));
		assert_int_equal(AN_EFORMAT, an_json_integers(&json, "a", &integers));
		assert_non_null(strstr(env.error.message, "\"a\""));
		an_env_release(&env);
	}
}

/* A copy reads on from where the original was, whatever was read since. */
static void
copies(void **state)
{
	const char *text = "{\"a\\u0041\":[\"x\\ty\",2],\"b\":\"a longer text with an \\\" in it\"}";
	AnJson		json;
	AnJson		copy;
	AnJsonValue value;
	bool		more;
	AnStr		key;

	(void) state;
	open_array(&json, text, strlen(text));
	copy = json;
	assert_int_equal(AN_OK, an_json_skip(&json));
	assert_int_equal(AN_OK, an_json_key(&json, &key, &more));
	assert_int_equal(AN_OK, an_json_skip(&json));
	assert_int_equal(AN_OK, an_json_expect(&copy, AN_JSON_ARRAY, "a", &value));
	assert_int_equal(AN_OK, an_json_more(&copy, &more));
	assert_int_equal(AN_OK, an_json_expect(&copy, AN_JSON_STRING, "a", &value));
	assert_true(an_str_equal(value.text, AN_LITERAL("x\ty")));
	an_env_release(&env);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_values),
		cmocka_unit_test(json_texts),
		cmocka_unit_test(json_faults),
		cmocka_unit_test(binary_values),
		cmocka_unit_test(binary_containers),
		cmocka_unit_test(binary_faults),
		cmocka_unit_test(nested),
		cmocka_unit_test(skipped),
		cmocka_unit_test(arrays_of_numbers),
		cmocka_unit_test(arrays_of_others),
		cmocka_unit_test(copies),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
