/*
 * c50_schema.h - what a C5.0 model knows of its data: names and values
 *
 * All strings are decoded bytes in the file's encoding, as the tree, rules and
 * cost texts spell them; c50.c converts what goes into the model.
 *
 * Contract
 *  1. The outcome is the first attribute; its values are the classes, numbered
 *     from 0 here.  The others are the features, in the order of the columns.
 *  2. A categorical feature has value 0 = "N/A" and then those listed.  Values
 *     may repeat: the first one wins.  Names of attributes may not.
 *  3. Lookup is exact and takes logarithmic time whatever the names are.
 */
#ifndef AN_C50_SCHEMA_H
#define AN_C50_SCHEMA_H

#include "formats/c50_text.h"
#include "model/model.h"

/* Strings by number and numbers by string. */
typedef struct AnC50Names
{
	AN_LIST(AnStr) list;
	uint32_t   *sorted;			/* numbers; equal names by number */
} AnC50Names;

typedef struct AnC50Attribute
{
	AnFeatureKind kind;
	bool		ordered;
	AnC50Names	values;			/* categorical */
} AnC50Attribute;

typedef struct AnC50Schema
{
	AnStr		target;
	AnC50Attribute outcome;
	AN_LIST(AnC50Attribute) features;	/* without the case weight */
	uint32_t	most_values;	/* of any feature, and at least 1 */
	AnC50Names	names;			/* of the features, perhaps the case weight too */
} AnC50Schema;

extern AnStatus an_c50_names_add(AnEnv *env, AnC50Names *names, AnStr name);
extern AnStatus an_c50_names_sort(AnEnv *env, AnC50Names *names);
extern bool an_c50_names_find(const AnC50Names *names, AnStr name, uint32_t *number);

extern AnStatus an_c50_read_schema(AnEnv *env, AnStr raw, AnC50Schema *schema);

extern AnStr an_c50_without_mark(AnStr value);

/* Takes the last attribute, which must be the case weight, off the features. */
extern bool an_c50_drop_case_weight(AnC50Schema *schema);

/* What the keys of a record name; scratch as for an_c50_string().  kind: what
 * the feature must be. */
extern AnStatus an_c50_class(const AnC50Text *text, const AnC50Record *record, AnC50Key key,
							 const AnC50Schema *schema, char *scratch, uint32_t *number);
extern AnStatus an_c50_feature(const AnC50Text *text, const AnC50Record *record,
							   const AnC50Schema *schema, AnFeatureKind kind, char *scratch,
							   uint32_t *number);

#endif
