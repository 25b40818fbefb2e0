/*
 * c50.h - C5.0 models: what a container holds, and how it becomes a model
 *
 * rds.c (and the bare-text reader) fill an AnC50Source with raw bytes;
 * an_c50_load() decodes the texts and drives builder.h.
 */
#ifndef AN_C50_H
#define AN_C50_H

#include "base/encoding.h"
#include "base/list.h"
#include "model/model.h"

/* One object of R class "C5.0".  AnStr here are raw bytes as stored. */
typedef struct AnC50Source
{
	AnStr		names;			/* schema text; required */
	AnStr		cost;			/* cost text, or empty */
	AnStr		tree;			/* tree text, or empty */
	AnStr		rules;			/* rules text, or empty */
	AnEncoding	encoding;		/* of names, cost, tree and rules */
	bool		from_r;			/* false: bare texts; then levels, predictors
								 * come from the schema */
	uint32_t	nlevels;
	AnStr	   *levels;			/* class labels; UTF-8 already */
	uint32_t	npredictors;
	AnStr	   *predictors;		/* column names; UTF-8 already */
	bool		case_weights;
	bool		has_terms;		/* made by the formula interface */
	AN_LIST(AnStr) variables;	/* Terms: those after the response; symbols, UTF-8;
								 * .data NULL where it is a call such as log(x) */
} AnC50Source;

/* Reads an unpacked R serialization (XDR "X\n", or RDX2/RDX3 of save()) that
 * holds one C5.0 object, itself or inside a list.  Parses, never evaluates. */
extern AnStatus an_rds_read_c50(AnEnv *env, const uint8_t *bytes, size_t size, AnC50Source *source);

/* Splits bare texts: schema text, then tree or rules text (begins at the line
 * that starts with id=), then perhaps a cost text after an empty line. */
extern AnStatus an_c50_split_text(AnEnv *env, const uint8_t *bytes, size_t size, AnC50Source *source);

/* trials: 0 = all that are stored, n = the first n (more than stored = all). */
extern AnStatus an_c50_load(AnEnv *env, const AnC50Source *source, uint32_t trials,
							AnUnknown unknown, AnModel **model);
#endif
