/* boosted_codec.c - requests to the program analytics_xgboost, and its answers */
#include "train/boosted_codec.h"

#include <math.h>
#include <string.h>

#define SIZE_AT 12				/* in a frame's header */

static const AnFrame frame = {"ANXR", 1, "training request"};

/* Requests ------------------------------------------------------------ */

AnStatus
an_boosted_request_encode(AnEnv *env, const AnBoostedRequest *r, const uint8_t **bytes, size_t *size)
{
	AnWriter	w;

	an_frame_begin(&w, env, &frame);
	an_writer_u64(&w, r->nrows);
	an_writer_u32(&w, r->nfeatures);
	an_writer_bytes(&w, r->categorical, r->nfeatures);
	an_writer_u8(&w, r->weighted);
	an_writer_u8(&w, r->validated);
	an_writer_u32(&w, r->rounds);
	an_writer_u32(&w, r->patience);
	an_writer_u32(&w, r->report);
	an_writer_u32(&w, r->threads);
	an_writer_u32(&w, r->nparameters);
	for (uint32_t i = 0; i < r->nparameters; i++)
	{
		an_writer_str(&w, r->parameters[i].key);
		an_writer_str(&w, r->parameters[i].value);
	}
	return an_frame_end(&w, bytes, size);
}

static AnStatus
corrupt(AnEnv *env, const char *what)
{
	an_fail(env, AN_ECORRUPT, "invalid training request");
	return an_detail(env, "%s", what);
}

static AnStatus
get_text(AnEnv *env, AnReader *reader, AnStr *text)
{
	AnStr		raw = an_reader_str(reader);

	if (reader->failed)
		return corrupt(env, "It is cut off.");
	if (raw.len > 0 && memchr(raw.data, '\0', raw.len) != NULL)
		return corrupt(env, "A text has a NUL in it.");
	return an_copy_str(env, raw.data, raw.len, text) ? AN_OK : env->error.status;
}

static AnStatus
get_parameters(AnEnv *env, AnReader *reader, AnBoostedRequest *r)
{
	AnBoostedParameter *parameters;

	if (r->nparameters > AN_BOOSTED_MAX_PARAMETERS)
		return corrupt(env, "There are too many parameters.");
	parameters = an_alloc_array(env, r->nparameters, sizeof(*parameters));
	if (parameters == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < r->nparameters; i++)
	{
		AN_TRY(get_text(env, reader, &parameters[i].key));
		AN_TRY(get_text(env, reader, &parameters[i].value));
	}
	r->parameters = parameters;
	return AN_OK;
}

static AnStatus
check_request(AnEnv *env, const AnBoostedRequest *r)
{
	if (r->nrows < 1 || r->nrows > AN_BOOSTED_MAX_ROWS)
		return corrupt(env, "The number of rows is impossible.");
	if (r->rounds < 1 || r->rounds > AN_BOOSTED_MAX_ROUNDS || r->patience > AN_BOOSTED_MAX_ROUNDS)
		return corrupt(env, "The number of rounds is impossible.");
	if (r->threads < 1 || r->threads > AN_BOOSTED_MAX_THREADS)
		return corrupt(env, "The number of threads is impossible.");
	for (uint32_t i = 0; i < r->nfeatures; i++)
		if (r->categorical[i] > 1)
			return corrupt(env, "A flag is neither 0 nor 1.");
	return AN_OK;
}

AnStatus
an_boosted_request_decode(AnEnv *env, const uint8_t *bytes, size_t size, AnBoostedRequest *r)
{
	AnReader	reader;
	uint8_t		weighted;
	uint8_t		validated;

	*r = (AnBoostedRequest) {0};
	AN_TRY(an_frame_open(env, &frame, bytes, size, &reader));
	r->nrows = an_reader_u64(&reader);
	r->nfeatures = an_reader_u32(&reader);
	if (r->nfeatures < 1 || r->nfeatures > AN_BOOSTED_MAX_FEATURES)
		return corrupt(env, "The number of features is impossible.");
	r->categorical = an_reader_take(&reader, r->nfeatures);
	weighted = an_reader_u8(&reader);
	validated = an_reader_u8(&reader);
	r->rounds = an_reader_u32(&reader);
	r->patience = an_reader_u32(&reader);
	r->report = an_reader_u32(&reader);
	r->threads = an_reader_u32(&reader);
	r->nparameters = an_reader_u32(&reader);
	if (reader.failed)
		return corrupt(env, "It is cut off.");
	if (weighted > 1 || validated > 1)
		return corrupt(env, "A flag is neither 0 nor 1.");
	r->weighted = weighted;
	r->validated = validated;
	AN_TRY(check_request(env, r));
	AN_TRY(get_parameters(env, &reader, r));
	if (an_reader_left(&reader) > 0)
		return corrupt(env, "There are bytes behind the end.");
	return AN_OK;
}

size_t
an_boosted_request_size(const uint8_t *bytes)
{
	AnReader	reader;
	uint64_t	size;

	an_reader_init(&reader, bytes, AN_FRAME_SIZE, false);
	an_reader_seek(&reader, SIZE_AT);
	size = (uint64_t) an_reader_u32(&reader) + AN_FRAME_SIZE;
	if (!an_frame_has_magic(&frame, bytes, AN_FRAME_SIZE) || size > AN_BOOSTED_MAX_HEAD)
		return 0;
	return (size_t) size;
}

const char *
an_boosted_parameter(const AnBoostedRequest *r, const char *key)
{
	for (uint32_t i = 0; i < r->nparameters; i++)
		if (an_str_equal(r->parameters[i].key, (AnStr) {key, strlen(key)}))
			return r->parameters[i].value.data;
	return NULL;
}

/* Messages ------------------------------------------------------------ */

void
an_boosted_message_head(AnBoostedKind kind, uint64_t size, uint8_t *head)
{
	an_store(head, (uint64_t) kind, 4);
	an_store(head + 4, size, 8);
}

void
an_boosted_progress_encode(const AnBoostedProgress *progress, uint8_t *bytes)
{
	an_store(bytes, progress->rounds, 4);
	an_store(bytes + 4, an_bits_of(progress->loss), 8);
	an_store(bytes + 12, an_bits_of(progress->validation), 8);
}

/* Answers ------------------------------------------------------------- */

void
an_boosted_answer_init(AnEnv *env, AnBoostedAnswer *answer)
{
	*answer = (AnBoostedAnswer) {.env = env, .progress = {0, NAN, NAN}};
}

static AnStatus
bad_answer(AnBoostedAnswer *a, const char *what)
{
	an_fail(a->env, AN_EFORMAT, "the training program does not answer as it should");
	return an_detail(a->env, "%s", what);
}

/* Once a message's head is complete: may it come now, and be that large? */
static AnStatus
begin_message(AnBoostedAnswer *a)
{
	AnReader	reader;
	bool		closed = a->error.data != NULL || a->model != NULL;
	uint32_t	kind;

	an_reader_init(&reader, a->head, sizeof(a->head), false);
	kind = an_reader_u32(&reader);
	a->size = an_reader_u64(&reader);
	a->kind = (AnBoostedKind) kind;
	an_writer_init(&a->bytes, a->env, (size_t) a->size);
	if (a->ended || (closed && kind != AN_BOOSTED_END))
		return bad_answer(a, "A message comes after the last one.");
	switch (kind)
	{
		case AN_BOOSTED_PROGRESS:
			if (a->size != AN_BOOSTED_PROGRESS_SIZE)
				return bad_answer(a, "A message about progress has a wrong size.");
			return AN_OK;
		case AN_BOOSTED_ERROR:
			if (a->size > AN_BOOSTED_MAX_ERROR)
				return bad_answer(a, "An error message is too long.");
			return AN_OK;
		case AN_BOOSTED_MODEL:
			if (a->size <= 4 || a->size > AN_BOOSTED_MAX_MODEL)
				return bad_answer(a, "The model has an impossible size.");
			return AN_OK;
		case AN_BOOSTED_END:
			if (!closed || a->size != 0)
				return bad_answer(a, "The answer ends without a model or an error.");
			return AN_OK;
		default:
			return bad_answer(a, "A message is of a kind that is not known.");
	}
}

static AnStatus
end_message(AnBoostedAnswer *a)
{
	AnReader	reader;

	an_reader_init(&reader, a->bytes.data, a->bytes.size, false);
	if (a->kind == AN_BOOSTED_PROGRESS)
	{
		a->progress.rounds = an_reader_u32(&reader);
		a->progress.loss = an_reader_f64(&reader);
		a->progress.validation = an_reader_f64(&reader);
	}
	else if (a->kind == AN_BOOSTED_ERROR)
		return an_copy_str(a->env, (const char *) a->bytes.data, a->bytes.size, &a->error) ? AN_OK : a->env->error.status;
	else if (a->kind == AN_BOOSTED_MODEL)
	{
		a->rounds = an_reader_u32(&reader);
		a->model_size = an_reader_left(&reader);
		a->model = an_reader_take(&reader, a->model_size);
	}
	else
		a->ended = true;
	return AN_OK;
}

/* The smaller of what is there and what is wanted. */
static size_t
share(const AnReader *in, uint64_t wanted)
{
	return an_reader_left(in) < wanted ? an_reader_left(in) : (size_t) wanted;
}

static AnStatus
feed_head(AnBoostedAnswer *a, AnReader *in)
{
	size_t		n = share(in, AN_BOOSTED_MESSAGE_HEAD - a->head_size);

	if (n == 0)
		return AN_OK;
	memcpy(a->head + a->head_size, an_reader_take(in, n), n);
	a->head_size += n;
	return a->head_size == AN_BOOSTED_MESSAGE_HEAD ? begin_message(a) : AN_OK;
}

AnStatus
an_boosted_answer_feed(AnBoostedAnswer *a, AnReader *in, AnBoostedKind *kind)
{
	size_t		n;

	*kind = AN_BOOSTED_NOTHING;
	AN_TRY(feed_head(a, in));
	if (a->head_size < AN_BOOSTED_MESSAGE_HEAD)
		return AN_OK;
	n = share(in, a->size - a->bytes.size);
	an_writer_bytes(&a->bytes, an_reader_take(in, n), n);
	AN_TRY(an_writer_status(&a->bytes));
	if (a->bytes.size < a->size)
		return AN_OK;
	a->head_size = 0;
	*kind = a->kind;
	return end_message(a);
}
