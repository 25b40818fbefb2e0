/*
 * boosted_codec.h - what a backend and the program analytics_xgboost say to each
 * other over two pipes
 *
 * A request is its head (a frame of base/frame.h), followed by bare arrays in the
 * machine's own byte order, since both are on one machine:
 *
 *		validation	nrows bytes, 1 = not trained on; when head.validated
 *		labels		nrows floats: classes from 0, or numbers
 *		weights		nrows floats; when head.weighted
 *		x			nrows x nfeatures floats, row by row, as dataset.h has them
 *
 * The answer is messages: u32 kind, u64 size, so many bytes.  Progress comes any
 * number of times, then an error or a model, then the end.
 *
 * Contract
 *  1. The head is checked before anything is made of it: AN_ECORRUPT.
 *  2. A message is bounded by its kind, and memory is taken as its bytes arrive.
 *     What is out of order, too large or too small is AN_EFORMAT.
 */
#ifndef AN_BOOSTED_CODEC_H
#define AN_BOOSTED_CODEC_H

#include "base/frame.h"

#define AN_BOOSTED_MAX_HEAD ((size_t) 16 * 1024 * 1024)
#define AN_BOOSTED_MAX_FEATURES 100000
#define AN_BOOSTED_MAX_ROWS ((uint64_t) 2000000000)
#define AN_BOOSTED_MAX_PARAMETERS 1000
#define AN_BOOSTED_MAX_ROUNDS 1000000
#define AN_BOOSTED_MAX_THREADS 1024
#define AN_BOOSTED_MAX_ERROR ((size_t) 16 * 1024)
#define AN_BOOSTED_MAX_MODEL ((uint64_t) 1024 * 1024 * 1024)
#define AN_BOOSTED_NO_MEMORY "out of memory"
#define AN_BOOSTED_MESSAGE_HEAD 12
#define AN_BOOSTED_PROGRESS_SIZE 20

/* A parameter of XGBoost, by its name there. */
typedef struct AnBoostedParameter
{
	AnStr		key;
	AnStr		value;
} AnBoostedParameter;

typedef struct AnBoostedRequest
{
	uint64_t	nrows;			/* >= 1 */
	uint32_t	nfeatures;		/* >= 1 */
	const uint8_t *categorical; /* for each feature 0 or 1 */
	bool		weighted;
	bool		validated;
	uint32_t	rounds;			/* >= 1 */
	uint32_t	patience;		/* stop after so many rounds without a better loss on the
								 * rows for validation; 0 = never */
	uint32_t	report;			/* rounds from one evaluation to the next; 0 = none */
	uint32_t	threads;		/* >= 1 */
	uint32_t	nparameters;
	const AnBoostedParameter *parameters;	/* one of a name; texts without NUL */
} AnBoostedRequest;

/* Text is NUL-terminated after decoding. */
extern AnStatus an_boosted_request_encode(AnEnv *env, const AnBoostedRequest *request,
										  const uint8_t **bytes, size_t *size);
extern AnStatus an_boosted_request_decode(AnEnv *env, const uint8_t *bytes, size_t size,
										  AnBoostedRequest *request);

/* How many bytes the head has, by its first AN_FRAME_SIZE bytes; 0 = it is none. */
extern size_t an_boosted_request_size(const uint8_t *bytes);

/* The value of a parameter, or NULL. */
extern const char *an_boosted_parameter(const AnBoostedRequest *request, const char *key);

typedef enum AnBoostedKind
{
	AN_BOOSTED_NOTHING = 0,		/* no whole message is there yet */
	AN_BOOSTED_PROGRESS = 1,	/* u32 rounds done, f64 loss, f64 validation loss */
	AN_BOOSTED_ERROR = 2,		/* text; AN_BOOSTED_NO_MEMORY has a meaning */
	AN_BOOSTED_MODEL = 3,		/* u32 rounds, UBJSON */
	AN_BOOSTED_END = 4
} AnBoostedKind;

typedef struct AnBoostedProgress
{
	uint32_t	rounds;
	double		loss;			/* NaN: not evaluated */
	double		validation;
} AnBoostedProgress;

extern void an_boosted_message_head(AnBoostedKind kind, uint64_t size, uint8_t *head);
extern void an_boosted_progress_encode(const AnBoostedProgress *progress, uint8_t *bytes);

typedef struct AnBoostedAnswer
{
	AnEnv	   *env;
	uint8_t		head[AN_BOOSTED_MESSAGE_HEAD];
	size_t		head_size;		/* bytes of it that are there */
	AnBoostedKind kind;			/* of the message that is arriving */
	uint64_t	size;
	AnWriter	bytes;			/* of it */
	AnBoostedProgress progress; /* the last */
	AnStr		error;			/* data is NULL when there is none */
	const uint8_t *model;		/* NULL when there is none */
	size_t		model_size;
	uint32_t	rounds;			/* that the model has */
	bool		ended;
} AnBoostedAnswer;

extern void an_boosted_answer_init(AnEnv *env, AnBoostedAnswer *answer);

/* Takes what is left up to the end of a message, whose kind it returns, or all. */
extern AnStatus an_boosted_answer_feed(AnBoostedAnswer *answer, AnReader *in, AnBoostedKind *kind);

#endif
