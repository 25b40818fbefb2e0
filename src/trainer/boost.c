/* boost.c - round after round, until the loss on the validation rows gets no better */
#include "trainer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Boosting
{
	const AnBoostedRequest *request;
	const Matrices *matrices;
	BoosterHandle booster;
	uint32_t	done;			/* rounds */
	uint32_t	best;			/* of them, those with the least validation loss */
	double		best_loss;
} Boosting;

static void
set_parameter(Boosting *b, const char *key, const char *value)
{
	check_xgboost(XGBoosterSetParam(b->booster, key, value));
}

/* What the library would choose by itself, and each version of it otherwise; those
 * since 2.0 take a base score from the data, for one. */
static void
set_defaults(Boosting *b)
{
	static const char *const defaults[][2] = {
		{"booster", "gbtree"},
		{"tree_method", "hist"},
		{"base_score", "0.5"},
		{"grow_policy", "depthwise"},
		{"num_parallel_tree", "1"},
		{"sampling_method", "uniform"},
		{"colsample_bylevel", "1"},
		{"max_cat_to_onehot", "4"},
		{"max_cat_threshold", "64"},
		{"seed_per_iteration", "0"}
	};

	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		if (an_boosted_parameter(b->request, defaults[i][0]) == NULL)
			set_parameter(b, defaults[i][0], defaults[i][1]);
}

static void
create(Boosting *b)
{
	const AnBoostedRequest *request = b->request;
	DMatrixHandle matrices[] = {b->matrices->train, b->matrices->validation};
	char		threads[16];

	check_xgboost(XGBoosterCreate(matrices, matrices[1] != NULL ? 2 : 1, &b->booster));
	snprintf(threads, sizeof(threads), "%u", request->threads);
	set_parameter(b, "nthread", threads);
	set_defaults(b);
	for (uint32_t i = 0; i < request->nparameters; i++)
		set_parameter(b, request->parameters[i].key.data, request->parameters[i].value.data);
}

/* XGBoost says "[round]\tname-metric:loss". */
static double
evaluate(Boosting *b, DMatrixHandle matrix)
{
	const char *name = "rows";
	const char *text;
	const char *colon;

	check_xgboost(XGBoosterEvalOneIter(b->booster, (int) b->done - 1, &matrix, &name, 1, &text));
	colon = strrchr(text, ':');
	return colon != NULL ? strtod(colon + 1, NULL) : NAN;
}

static void
report(const Boosting *b, double loss, double validation)
{
	AnBoostedProgress progress = {b->done, loss, validation};
	uint8_t		bytes[AN_BOOSTED_PROGRESS_SIZE];

	an_boosted_progress_encode(&progress, bytes);
	send_message(AN_BOOSTED_PROGRESS, bytes, sizeof(bytes), NULL, 0);
}

/* One round; false when it was the last one that is worth its time. */
static bool
step(Boosting *b)
{
	const AnBoostedRequest *request = b->request;
	const Matrices *matrices = b->matrices;
	bool		due;
	double		loss = NAN;
	double		validation = NAN;

	check_xgboost(XGBoosterUpdateOneIter(b->booster, (int) b->done, matrices->train));
	b->done++;
	due = request->report > 0 && (b->done % request->report == 0 || b->done == request->rounds);
	if (due)
		loss = evaluate(b, matrices->train);
	if (matrices->validation != NULL && (due || request->patience > 0))
		validation = evaluate(b, matrices->validation);
	report(b, loss, validation);
	if (validation < b->best_loss)
	{
		b->best_loss = validation;
		b->best = b->done;
	}
	if (matrices->validation == NULL || request->patience == 0)
		b->best = b->done;
	return b->done < request->rounds && b->done - b->best < (request->patience > 0 ? request->patience : 1);
}

static void
send_model(Boosting *b)
{
	BoosterHandle model = b->booster;
	uint8_t		rounds[4];
	bst_ulong	size;
	const char *bytes;

	if (b->best == 0)
		b->best = b->done;		/* no loss was a number */
	if (b->best < b->done)
		check_xgboost(XGBoosterSlice(b->booster, 0, (int) b->best, 1, &model));
	check_xgboost(XGBoosterSaveModelToBuffer(model, "{\"format\":\"ubj\"}", &size, &bytes));
	for (int i = 0; i < 4; i++)
		rounds[i] = (uint8_t) (b->best >> (8 * i));
	if (size > AN_BOOSTED_MAX_MODEL - sizeof(rounds))
		give_up("the model is too large");
	send_message(AN_BOOSTED_MODEL, rounds, sizeof(rounds), bytes, (size_t) size);
	send_message(AN_BOOSTED_END, NULL, 0, NULL, 0);
}

void
boost(const AnBoostedRequest *request, const Matrices *matrices)
{
	Boosting	b = {.request = request, .matrices = matrices, .best_loss = INFINITY};

	create(&b);
	while (step(&b))
		;
	send_model(&b);
}
