/* case.h - a model from a few lines of C5.0 text, and cases to score with it */
#ifndef CASE_H
#define CASE_H

#include <math.h>

#include "unit.h"

#include "formats/c50.h"
#include "model/explain.h"

#define CASE_SCHEMA "outcome.\noutcome: no,si.\nx: continuous.\nf: a,b,c.\n"
#define CASE_HEADER "id=\"See5/C5.0 2.07 GPL Edition 2024-01-01\"\nentries=\"1\"\n"
#define MISSING an_case_special(AN_BITS_MISSING)
#define NOT_APPLICABLE an_case_special(AN_BITS_NA)

typedef struct Scored
{
	AnEnv		env;
	AnModel    *model;
	AnScorer   *scorer;
	AnCase		c;
} Scored;

static inline void
case_fail(const AnEnv *env)
{
	if (env->error.status != AN_OK)
		fail_msg("%s: %s", env->error.message, env->error.detail);
}

static inline void
case_open(Scored *s, AnC50Source source, uint32_t trials)
{
	an_env_init(&s->env, (size_t) 64 << 20);
	an_c50_load(&s->env, &source, trials, AN_UNKNOWN_ERROR, &s->model);
	case_fail(&s->env);
	an_scorer_build(&s->env, s->model, &s->scorer);
	case_fail(&s->env);
	an_case_create(&s->env, s->scorer, &s->c);
	case_fail(&s->env);
}

static inline AnStr
case_text(const char *text)
{
	return (AnStr) {text, strlen(text)};
}

/* Trees or rules under CASE_SCHEMA; with its header. */
static inline void
case_tree(Scored *s, const char *tree)
{
	case_open(s, (AnC50Source) {.names = AN_LITERAL(CASE_SCHEMA), .tree = case_text(tree)}, 0);
}

static inline void
case_rules(Scored *s, const char *rules)
{
	case_open(s, (AnC50Source) {.names = AN_LITERAL(CASE_SCHEMA), .rules = case_text(rules)}, 0);
}

static inline void
case_close(Scored *s)
{
	an_env_release(&s->env);
}

static inline float
case_number(double value)
{
	float		x;

	assert_true(an_case_number(value, false, &x));
	return x;
}

/* "?" or NULL is missing. */
static inline float
case_level(const Scored *s, const char *level)
{
	float		x;

	if (level == NULL)
		return MISSING;
	assert_true(an_case_level(s->scorer, 1, level, strlen(level), &x));
	return x;
}

/* The class of a case of CASE_SCHEMA's two features. */
static inline uint32_t
case_score(Scored *s, float x, const char *f)
{
	s->c.x[0] = x;
	s->c.x[1] = case_level(s, f);
	return an_score(s->scorer, &s->c);
}

/* Class 0 is no, 1 is si; the probability is that of no. */
static inline void
case_expect(Scored *s, float x, const char *f, uint32_t klass, double no)
{
	uint32_t	got = case_score(s, x, f);

	if (got != klass || fabs(s->c.probability[0] - no) > 5e-8)
		fail_msg("x=%g f=%s: class %u, no %.9g; expected %u, %.9g", (double) x, f != NULL ? f : "missing",
				 got, s->c.probability[0], klass, no);
}

#endif
