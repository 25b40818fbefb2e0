/* confusion_report.c - precision, recall and F1 of classes, and their averages */
#include "stats/confusion.h"

#include <math.h>

static double
ratio(double part, double whole)
{
	return whole > 0 ? part / whole : 0;
}

AnStatus
an_class_reports(AnEnv *env, const AnConfusion *c, AnClassReport **reports)
{
	*reports = an_alloc_array(env, c->nclasses + 1u, sizeof(AnClassReport));
	if (*reports == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < c->nclasses; i++)
		for (uint32_t j = 0; j < c->nclasses; j++)
		{
			double		weight = an_confusion_weight(c, i, j);

			(*reports)[i].support += weight;
			(*reports)[j].predicted += weight;
		}
	for (uint32_t i = 0; i < c->nclasses; i++)
	{
		AnClassReport *report = &(*reports)[i];
		double		right = an_confusion_weight(c, i, i);

		report->precision = ratio(right, report->predicted);
		report->recall = ratio(right, report->support);
		report->f1 = ratio(2 * right, report->predicted + report->support);
	}
	return AN_OK;
}

static AnClassReport
average(const AnClassReport *reports, uint32_t count, bool weighted)
{
	AnClassReport sum = {0};
	double		weights = 0;

	for (uint32_t i = 0; i < count; i++)
	{
		double		weight = weighted ? reports[i].support : 1;

		sum.precision += weight * reports[i].precision;
		sum.recall += weight * reports[i].recall;
		sum.f1 += weight * reports[i].f1;
		sum.support += reports[i].support;
		weights += weight;
	}
	sum.precision /= weights;
	sum.recall /= weights;
	sum.f1 /= weights;
	return sum;
}

AnClassReport
an_macro_average(const AnClassReport *reports, uint32_t count)
{
	return average(reports, count, false);
}

AnClassReport
an_weighted_average(const AnClassReport *reports, uint32_t count)
{
	return average(reports, count, true);
}

double
an_confusion_accuracy(const AnConfusion *c)
{
	double		right = 0;
	double		all = 0;

	for (uint32_t i = 0; i < c->nclasses; i++)
		for (uint32_t j = 0; j < c->nclasses; j++)
		{
			double		weight = an_confusion_weight(c, i, j);

			right += i == j ? weight : 0;
			all += weight;
		}
	return right / all;
}
