/* c50_case.h - loading small C5.0 texts, for the tests of their parts */
#ifndef C50_CASE_H
#define C50_CASE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "formats/c50.h"

#define C50_SCHEMA "| comment\noutcome.\n\noutcome: no,si.\nx: continuous.\nf: a,b,c.\n"
#define C50_HEADER "id=\"See5/C5.0 2.07 GPL Edition 2024-01-01\"\nentries=\"1\"\n"
#define C50_LEAF C50_HEADER "type=\"0\" class=\"no\" freq=\"3,1\"\n"

/* Texts (NULL: none) and what loading them must say. */
typedef struct C50Case
{
	const char *names;
	const char *tree;
	const char *rules;
	const char *cost;
	AnStatus	status;
	const char *message;		/* a part of it */
	unsigned	line;			/* named by the detail; 0: none */
} C50Case;

static inline AnStr
c50_str(const char *text)
{
	return (AnStr) {text, text != NULL ? strlen(text) : 0};
}

static inline AnC50Source
c50_source(const C50Case *c)
{
	AnC50Source source = {0};

	source.names = c50_str(c->names);
	source.tree = c50_str(c->tree);
	source.rules = c50_str(c->rules);
	source.cost = c50_str(c->cost);
	return source;
}

static inline void
c50_check_error(const AnEnv *env, const C50Case *c)
{
	char		line[32];

	if (env->error.status != c->status || strstr(env->error.message, c->message) == NULL)
		print_error("expected \"%s\", got \"%s\" (%s)\n", c->message, env->error.message, env->error.detail);
	assert_int_equal(env->error.status, c->status);
	assert_non_null(strstr(env->error.message, c->message));
	if (c->line == 0)
		return;
	snprintf(line, sizeof(line), "line %u%c", c->line, strchr(env->error.detail, ',') ? ',' : '.');
	if (strstr(env->error.detail, line) == NULL)
		print_error("expected line %u, got \"%s\" (%s)\n", c->line, env->error.message, env->error.detail);
	assert_non_null(strstr(env->error.detail, line));
}

/* Each case is refused as it says. */
static inline void
c50_check_refused(const C50Case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
	{
		AnC50Source source = c50_source(&cases[i]);
		AnEnv		env;
		AnModel    *model = NULL;

		an_env_init(&env, 64 << 20);
		assert_int_equal(an_c50_load(&env, &source, 0, AN_UNKNOWN_ERROR, &model), cases[i].status);
		c50_check_error(&env, &cases[i]);
		assert_null(model);
		an_env_release(&env);
	}
}

static inline AnModel *
c50_load(AnEnv *env, const char *names, const char *tree, const char *rules, const char *cost)
{
	C50Case		c = {.names = names, .tree = tree, .rules = rules, .cost = cost};
	AnC50Source source = c50_source(&c);
	AnModel    *model = NULL;

	an_env_init(env, 64 << 20);
	if (an_c50_load(env, &source, 0, AN_UNKNOWN_ERROR, &model) != AN_OK)
		print_error("%s (%s)\n", env->error.message, env->error.detail);
	assert_non_null(model);
	return model;
}

static inline void
c50_assert_str(AnStr text, const char *expected)
{
	assert_int_equal(text.len, strlen(expected));
	assert_memory_equal(text.data, expected, text.len);
}

#endif
