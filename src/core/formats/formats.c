/* formats.c - the formats a model can be loaded from, one line each */
#include "formats/formats.h"
#include "formats/c50.h"
#include "formats/foreign.h"
#include "model/image.h"
#include "formats/xgboost.h"

#include <stdio.h>
#include <string.h>

static bool
sniff_rds(const uint8_t *bytes, size_t size)
{
	return size >= 5 && (memcmp(bytes, "RDX", 3) == 0
						 || (memchr("XBA", bytes[0], 3) != NULL && bytes[1] == '\n'));
}

static AnStatus
load_rds(AnEnv *env, const uint8_t *bytes, size_t size, const AnLoadOptions *options, AnModel **model)
{
	AnC50Source source;

	memset(&source, 0, sizeof(source));
	AN_TRY(an_rds_read_c50(env, bytes, size, &source));
	return an_c50_load(env, &source, options->trials, options->unknown, model);
}

/* A schema text is not binary and is followed by a line that starts with id=". */
static bool
sniff_c50(const uint8_t *bytes, size_t size)
{
	static const char mark[] = "\nid=\"";

	for (size_t i = 0; i + sizeof(mark) - 1 <= size; i++)
	{
		if (bytes[i] == 0)
			return false;
		if (memcmp(bytes + i, mark, sizeof(mark) - 1) == 0)
			return true;
	}
	return false;
}

static AnStatus
load_c50(AnEnv *env, const uint8_t *bytes, size_t size, const AnLoadOptions *options, AnModel **model)
{
	AnC50Source source;

	memset(&source, 0, sizeof(source));
	AN_TRY(an_c50_split_text(env, bytes, size, &source));
	return an_c50_load(env, &source, options->trials, options->unknown, model);
}

/* What is in an image stays as it was: what asks for something else must not be
 * passed over.  (To refuse unknown levels is asked for where nothing is said.) */
static AnStatus
check_image_options(AnEnv *env, const AnLoadOptions *options, const AnModel *model)
{
	bool		trials = options->trials > 0;

	if (!trials && (options->unknown != AN_UNKNOWN_MISSING || model->unknown == AN_UNKNOWN_MISSING))
		return AN_OK;
	an_fail(env, AN_EARG, "\"%s\" cannot be chosen for a model image", trials ? "trials" : "unknown_levels");
	an_detail(env, "A model that was trained here, or stored before, stays as it is.");
	return an_hint(env, trials ? "Train with fewer rounds, or import the file of the tool that made the model."
				   : "Use unknown_levels => 'missing' when scoring.");
}

static AnStatus
load_image(AnEnv *env, const uint8_t *bytes, size_t size, const AnLoadOptions *options, AnModel **model)
{
	if (an_image_decode(env, bytes, size, model) == AN_OK && an_model_validate(env, *model) == AN_OK)
		return check_image_options(env, options, *model);
	if (env->error.status == AN_ECORRUPT)	/* the file's fault, not ours */
		env->error.status = AN_EFORMAT;
	return env->error.status;
}

static const AnFormat formats[] = {
	{"image", "model that was trained here", an_image_has_magic, load_image},
	{"rds", "C5.0 model saved by R (saveRDS or save)", sniff_rds, load_rds},
	{"xgboost", "model saved by XGBoost as JSON or UBJSON", an_xgboost_sniff, an_xgboost_load},
	{"c50", "C5.0 schema text followed by its tree or rules text", sniff_c50, load_c50},
};

#define FORMAT_COUNT (sizeof(formats) / sizeof(formats[0]))

static AnStatus
list_formats(AnEnv *env)
{
	char		list[256] = "";
	size_t		len = 0;

	for (size_t i = 0; i < FORMAT_COUNT; i++)
		len += (size_t) snprintf(list + len, sizeof(list) - len, "%s\"%s\", a %s", i > 0 ? "; " : "",
								 formats[i].name, formats[i].description);
	return an_hint(env, "Known formats: %s.", list);
}

static const AnFormat *
find_format(const char *name, const uint8_t *bytes, size_t size)
{
	bool		sniff = strcmp(name, "auto") == 0;

	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (sniff ? formats[i].sniff(bytes, size) : strcmp(name, formats[i].name) == 0)
			return &formats[i];
	return NULL;
}

/* Bytes that no loader knows: what they are, if anybody knows, or how they begin. */
static AnStatus
refuse(AnEnv *env, const uint8_t *bytes, size_t size, bool unpacked)
{
	char		begin[3 * 8 + 1] = "";

	AN_TRY(an_foreign_refuse(env, bytes, size, true));
	for (size_t i = 0; i < 8 && i < size; i++)
		snprintf(begin + 3 * i, 4, "%02X ", bytes[i]);
	an_fail(env, AN_EFORMAT, "the file is not recognised as a model");
	an_detail(env, "%s %zu bytes, which begin with %.*s.", unpacked ? "Unpacked it has" : "It has", size,
			  (int) strlen(begin) - 1, begin);
	return list_formats(env);
}

/* A format was given, and the bytes are not of it: of another one, or of none. */
static AnStatus
refuse_other(AnEnv *env, const AnFormat *given, const uint8_t *bytes, size_t size)
{
	const AnFormat *other = find_format("auto", bytes, size);

	if (other == NULL)
		return an_foreign_refuse(env, bytes, size, given->load != an_xgboost_load);
	an_fail(env, AN_EFORMAT, "the file is a %s", other->description);
	return an_hint(env, "Its format is \"%s\", which is recognised where none is given.", other->name);
}

/* Some tools note which round was the best one. */
static AnStatus
check_best_iteration(AnEnv *env, const AnLoadOptions *options, const AnFormat *format)
{
	if (!options->best_iteration || format->load == an_xgboost_load)
		return AN_OK;
	an_fail(env, AN_EARG, "the file has no best iteration");
	return an_hint(env, "Files of XGBoost have one, after a training with early stopping.");
}

AnStatus
an_load_model(AnEnv *env, const char *format, const uint8_t *bytes, size_t size,
			  const AnLoadOptions *options, const AnFormat **used, AnModel **model)
{
	const uint8_t *plain;
	size_t		plain_size;

	if (strcmp(format, "auto") != 0 && find_format(format, NULL, 0) == NULL)
	{
		an_fail(env, AN_EARG, "unknown model format");
		return list_formats(env);
	}
	AN_TRY(an_unpack(env, bytes, size, &plain, &plain_size));
	*used = find_format(format, plain, plain_size);
	if (*used == NULL)
		return refuse(env, plain, plain_size, plain != bytes);
	if (!(*used)->sniff(plain, plain_size))
		AN_TRY(refuse_other(env, *used, plain, plain_size));
	AN_TRY(check_best_iteration(env, options, *used));
	return (*used)->load(env, plain, plain_size, options, model);
}
