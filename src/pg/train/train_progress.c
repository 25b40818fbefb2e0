/* train_progress.c - how far a training is, for its session and for others */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "pgstat.h"
#include "tcop/tcopprot.h"
#include "utils/backend_status.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/base/guc.h"
#include "pg/stats/table_moments.h"
#include "pg/train/train_progress.h"

#define ACTIVITY_MS 500			/* between two texts for other sessions */
#define MAX_NAME 255
#define MAX_LOSS 1e15

typedef struct Progress
{
	char		model[MAX_NAME + 1];
	const char *algorithm;
	const char *phase;
	int64		rows;
	uint32		iteration;
	double		loss;
	double		validation;
	TimestampTz next_activity;
	TimestampTz next_notice;
} Progress;

static Progress progress;

/* The statement's own text again; after an error debug_query_string has gone. */
static void
end_activity(void *arg)
{
	pgstat_report_activity(STATE_RUNNING, arg);
}

/* A number that the view can take apart: without an exponent. */
static const char *
loss_text(double loss)
{
	return isfinite(loss) && fabs(loss) < MAX_LOSS ? psprintf("%.6f", loss) : "none";
}

static void
report_activity(void)
{
	char	   *text = psprintf("/* analytics training: phase=%s rows=" INT64_FORMAT " iteration=%u loss=%s validation=%s algorithm=%s model=%s */",
								progress.phase, progress.rows, progress.iteration, loss_text(progress.loss),
								loss_text(progress.validation), progress.algorithm, progress.model);

	pgstat_report_activity(STATE_RUNNING, text);
	pfree(text);
}

static void
report_notice(void)
{
	if (progress.iteration == 0)
		ereport(NOTICE, errmsg("training \"%s\": %s, " INT64_FORMAT " rows", progress.model, progress.phase, progress.rows));
	else
		ereport(NOTICE, errmsg("training \"%s\": iteration %u, loss %s%s", progress.model, progress.iteration,
							   loss_text(progress.loss),
							   isnan(progress.validation) ? "" : psprintf(", validation loss %s", loss_text(progress.validation))));
}

static void
report(bool now)
{
	TimestampTz time = GetCurrentTimestamp();

	if (now || time >= progress.next_activity)
	{
		progress.next_activity = TimestampTzPlusMilliseconds(time, ACTIVITY_MS);
		report_activity();
	}
	if (progress_interval > 0 && time >= progress.next_notice)
	{
		progress.next_notice = TimestampTzPlusMilliseconds(time, progress_interval);
		report_notice();
	}
}

void
train_progress_begin(MemoryContext context, const text *model, const char *algorithm)
{
	MemoryContextCallback *callback = MemoryContextAllocZero(context, sizeof(*callback));

	memset(&progress, 0, sizeof(progress));
	text_to_cstring_buffer(model, progress.model, sizeof(progress.model));
	progress.algorithm = algorithm;
	progress.phase = "reading";
	progress.loss = progress.validation = NAN;
	progress.next_notice = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), progress_interval);
	callback->func = end_activity;
	callback->arg = debug_query_string == NULL ? NULL : MemoryContextStrdup(context, debug_query_string);
	MemoryContextRegisterResetCallback(context, callback);
	report(true);
}

void
train_progress_rows(int64 rows)
{
	progress.rows = rows;
	report(false);
}

void
train_progress_phase(const char *phase)
{
	progress.phase = phase;
	report(true);
}

static void
report_iteration(void *host, uint32_t iteration, double loss, double validation)
{
	progress.iteration = iteration;
	progress.loss = loss;
	progress.validation = validation;
	report(false);
}

const AnProgress train_progress_iterations = {report_iteration, NULL};
