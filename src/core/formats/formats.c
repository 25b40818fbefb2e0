/* formats.c - the formats a model can be loaded from, and who knows a file */
#include "formats/formats.h"
#include "formats/foreign.h"
#include "model/image.h"

#include <stdio.h>
#include <string.h>

/*
 * All formats, in the order in which they are asked whether a file is theirs.  Each is
 * an AnFormat in the file that loads it, and a line here.
 */
#define FORMATS(FORMAT) \
	FORMAT(an_format_image) \
	FORMAT(an_format_rds) \
	FORMAT(an_format_xgboost) \
	FORMAT(an_format_c50)

#define DECLARATION(format) extern const AnFormat format;
#define POINTER(format) &format,

FORMATS(DECLARATION)

static const AnFormat *const formats[] = {FORMATS(POINTER)};

#define FORMAT_COUNT (sizeof(formats) / sizeof(formats[0]))

/* ----- images ----- */

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

const AnFormat an_format_image = {
	.name = "image",
	.description = "model that was trained here",
	.sniff = an_image_has_magic,
	.load = load_image
};

/* ----- any format ----- */

static AnStatus
list_formats(AnEnv *env)
{
	char		list[1024] = "";
	size_t		len = 0;

	for (size_t i = 0; i < FORMAT_COUNT && len < sizeof(list); i++)
		len += (size_t) snprintf(list + len, sizeof(list) - len, "%s\"%s\", a %s", i > 0 ? "; " : "",
								 formats[i]->name, formats[i]->description);
	return an_hint(env, "Known formats: %s.", list);
}

static const AnFormat *
find_format(const char *name, const uint8_t *bytes, size_t size)
{
	bool		sniff = strcmp(name, "auto") == 0;

	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (sniff ? formats[i]->sniff(bytes, size) : strcmp(name, formats[i]->name) == 0)
			return formats[i];
	return NULL;
}

/* What the file is, where that is known, and what to do about it. */
static AnStatus
refuse_foreign(AnEnv *env, const uint8_t *bytes, size_t size, bool any_json)
{
	AnStatus	status = an_foreign_refuse(env, bytes, size, any_json);

	return status != AN_OK && env->error.hint[0] == '\0' ? list_formats(env) : status;
}

/* Bytes that no loader knows: what they are, if anybody knows, or how they begin. */
static AnStatus
refuse(AnEnv *env, const uint8_t *bytes, size_t size, bool unpacked)
{
	char		begin[3 * 8 + 1] = "";

	AN_TRY(refuse_foreign(env, bytes, size, true));
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
		return refuse_foreign(env, bytes, size, !given->is_json);
	an_fail(env, AN_EFORMAT, "the file is a %s", other->description);
	return an_hint(env, "Its format is \"%s\", which is recognised where none is given.", other->name);
}

/* Some tools note which round was the best one. */
static AnStatus
check_best_iteration(AnEnv *env, const AnLoadOptions *options, const AnFormat *format)
{
	if (!options->best_iteration || format->has_best_iteration)
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
