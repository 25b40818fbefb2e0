/*
 * metrics.c - the table of metrics, out of the lists in metrics.h; what they need
 *
 * J. Gorodkin, "Comparing two K-category assignments by a K-category correlation
 * coefficient", Computational Biology and Chemistry 28, 2004, for the covariance.
 */
#include "stats/metrics.h"

#include "stats/scale.h"

/* ----- a confusion in a few figures ----- */

AnStatus
an_class_summary(AnEnv *env, const AnConfusion *c, AnClassSummary *summary)
{
	AnClassReport *reports;
	double		scale;
	double		all;

	AN_TRY(an_class_reports(env, c, &reports));
	*summary = (AnClassSummary) {.macro = an_macro_average(reports, c->nclasses)};
	scale = an_scale_of(summary->macro.support);
	all = summary->macro.support * scale;
	for (uint32_t i = 0; i < c->nclasses; i++)
	{
		double		right = an_confusion_weight(c, i, i) * scale;
		double		actual = reports[i].support * scale;
		double		predicted = reports[i].predicted * scale;

		/* of whole weights these are exact, as shares would not be */
		summary->right += right;
		summary->covariance += right * all - actual * predicted;
		summary->actual_variance += actual * (all - actual);
		summary->predicted_variance += predicted * (all - predicted);
	}
	summary->right /= all;
	summary->covariance /= all * all;
	summary->actual_variance /= all * all;
	summary->predicted_variance /= all * all;
	return AN_OK;
}

/* ----- values ----- */

#define LOSS_VALUE(name, of, better, expression) \
	static double value_of_##name(const AnFigures *f) { return expression; }
#define CLASS_VALUE(name, better, expression, ...) \
	static double value_of_##name(const AnFigures *f) { const AnClassSummary *c = &f->classes; return expression; }
#define SCORE_VALUE(name, better, expression, off_by, ...) \
	static double value_of_##name(const AnFigures *f) { const AnScoreSummary *s = &f->scores; return expression; } \
	static double error_of_##name(const AnFigures *f) { const AnScoreSummary *s = &f->scores; return off_by; }

AN_LOSS_METRICS(LOSS_VALUE)
AN_CLASS_METRICS(CLASS_VALUE)
AN_SCORE_METRICS(SCORE_VALUE)

/* ----- the table ----- */

#define LOSS_LINE(name, of, better, ...) {#name, of, better, value_of_##name, NULL},
#define CLASS_LINE(name, better, ...) {#name, AN_OF_CLASSES, better, value_of_##name, NULL},
#define SCORE_LINE(name, better, ...) {#name, AN_OF_SCORES, better, value_of_##name, error_of_##name},

const AnMetric an_metrics[AN_METRIC_COUNT] = {
	AN_LOSS_METRICS(LOSS_LINE)
	AN_CLASS_METRICS(CLASS_LINE)
	AN_SCORE_METRICS(SCORE_LINE)
};
