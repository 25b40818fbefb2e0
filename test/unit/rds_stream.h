/* rds_stream.h - writes R serializations by hand, in the little-endian form */
#ifndef AN_TEST_RDS_STREAM_H
#define AN_TEST_RDS_STREAM_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "formats/rds.h"

#define ATTR RDS_HAS_ATTRIBUTES
#define TAG RDS_HAS_TAG
#define LATIN1_MARK 0x4000u
#define UTF8_MARK 0x8000u
#define ASCII_MARK 0x40000u
#define READ_LIMIT ((size_t) 16 << 20)

typedef struct Stream
{
	AnEnv		env;
	AnWriter	w;
} Stream;

typedef void (*Put) (AnWriter *w);

static inline void
put_head(AnWriter *w, uint32_t version, const char *native)
{
	an_writer_bytes(w, "B\n", 2);
	an_writer_u32(w, version);
	an_writer_u32(w, 0x00040202);
	an_writer_u32(w, 0x00020300);
	if (version == 3)
		an_writer_str(w, (AnStr) {native, strlen(native)});
}

static inline void
stream_begin(Stream *s, uint32_t version, const char *native)
{
	an_env_init(&s->env, (size_t) 256 << 20);
	an_writer_init(&s->w, &s->env, (size_t) 128 << 20);
	put_head(&s->w, version, native);
}

static inline void
put(AnWriter *w, uint32_t flags)
{
	an_writer_u32(w, flags);
}

static inline void
put_vector(AnWriter *w, uint32_t flags, uint32_t length)
{
	put(w, flags);
	put(w, length);
}

static inline void
put_chars(AnWriter *w, uint32_t mark, const char *text)
{
	put(w, RDS_CHARS | mark);
	an_writer_str(w, (AnStr) {text, strlen(text)});
}

static inline void
put_symbol(AnWriter *w, const char *name)
{
	put(w, RDS_SYMBOL);
	put_chars(w, ASCII_MARK, name);
}

static inline void
put_string(AnWriter *w, const char *text)
{
	put_vector(w, RDS_STRINGS, 1);
	put_chars(w, ASCII_MARK, text);
}

static inline void
put_strings(AnWriter *w, uint32_t mark, const char *const *texts, uint32_t n)
{
	put_vector(w, RDS_STRINGS, n);
	for (uint32_t i = 0; i < n; i++)
		put_chars(w, mark, texts[i]);
}

static inline void
put_integer(AnWriter *w, uint32_t value)
{
	put_vector(w, RDS_INTEGER, 1);
	put(w, value);
}

/* Begins a cell whose tag is a new symbol; the CAR follows, then the CDR. */
static inline void
put_tagged(AnWriter *w, const char *tag)
{
	put(w, RDS_PAIRLIST | TAG);
	put_symbol(w, tag);
}

/* The attributes of an object: class, then names when there are any. */
static inline void
put_attributes(AnWriter *w, const char *class, const char *const *names, uint32_t n)
{
	put_tagged(w, "class");
	put_string(w, class);
	if (n > 0)
	{
		put_tagged(w, "names");
		put_strings(w, ASCII_MARK, names, n);
	}
	put(w, RDS_NIL);
}

/* What a model made by hand consists of; NULL in `replace` = as usual. */
typedef struct ModelSpec
{
	const char *element;		/* this one is different: */
	Put			replace;		/* put by this, or absent */
	const char *tree;			/* instead of the usual text */
} ModelSpec;

#define MODEL_ELEMENTS 7

static inline void
put_element(AnWriter *w, const char *name, const char *tree)
{
	static const char *const levels[] = {"no", "yes"};
	static const char *const predictors[] = {"a", "b"};

	if (strcmp(name, "levels") == 0)
		put_strings(w, ASCII_MARK, levels, 2);
	else if (strcmp(name, "predictors") == 0)
		put_strings(w, ASCII_MARK, predictors, 2);
	else if (strcmp(name, "caseWeights") == 0)
	{
		put_vector(w, RDS_LOGICAL, 1);
		put(w, 0);
	}
	else if (strcmp(name, "tree") == 0)
		put_string(w, tree == NULL ? "tree text" : tree);
	else
		put_string(w, strcmp(name, "names") == 0 ? "names text" : "");
}

static inline void
put_model_like(AnWriter *w, const ModelSpec *spec)
{
	const char *names[MODEL_ELEMENTS + 1] = {
		"names", "cost", "tree", "rules", "levels", "predictors", "caseWeights"
	};
	uint32_t	n = MODEL_ELEMENTS;

	if (spec->element != NULL && strcmp(spec->element, "Terms") == 0)
		names[n++] = "Terms";
	put_vector(w, RDS_LIST | ATTR, n);
	for (uint32_t i = 0; i < n; i++)
	{
		bool		other = spec->element != NULL && strcmp(names[i], spec->element) == 0;

		if (!other)
			put_element(w, names[i], spec->tree);
		else if (spec->replace != NULL)
			spec->replace(w);
		else
		{
			put(w, RDS_NIL);
			names[i] = "absent";
		}
	}
	put_attributes(w, "C5.0", names, n);
}

static inline void
put_model(AnWriter *w)
{
	put_model_like(w, &(ModelSpec) {NULL, NULL, NULL});
}

static inline void
put_other_model(AnWriter *w)
{
	put_model_like(w, &(ModelSpec) {NULL, NULL, "another tree"});
}

typedef void (*Check) (const AnC50Source *source);

/* Reads from a block of exactly that size, so that ASan sees any excess. */
static inline AnStatus
read_bytes(const uint8_t *bytes, size_t size, Check check, AnError *error)
{
	AnEnv		env;
	AnC50Source source;
	uint8_t    *copy = malloc(size == 0 ? 1 : size);
	AnStatus	status;

	memcpy(copy, bytes, size);
	an_env_init(&env, READ_LIMIT);
	status = an_rds_read_c50(&env, copy, size, &source);
	assert_int_equal(status, env.error.status);
	if (status == AN_OK && check != NULL)
		check(&source);
	if (error != NULL)
		*error = env.error;
	free(copy);
	an_env_release(&env);
	return status;
}

static inline AnStatus
stream_end(Stream *s, Check check, AnError *error)
{
	AnStatus	status;

	assert_false(s->w.failed);
	status = read_bytes(s->w.data, s->w.size, check, error);
	an_env_release(&s->env);
	return status;
}

static inline AnStatus
read_put(Put root, Check check, AnError *error)
{
	Stream		s;

	stream_begin(&s, 3, "UTF-8");
	root(&s.w);
	return stream_end(&s, check, error);
}

static inline AnStatus
read_model(const char *element, Put replace, Check check, AnError *error)
{
	Stream		s;

	stream_begin(&s, 3, "UTF-8");
	put_model_like(&s.w, &(ModelSpec) {element, replace, NULL});
	return stream_end(&s, check, error);
}

#endif
