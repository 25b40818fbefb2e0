/*
 * score_metrics.c - what is read out of a score table
 *
 * T. Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters
 * 27(8), 2006, for the curve and its area; scikit-learn's definition of
 * average precision: the sum over thresholds of (R - R before) P.
 */
#include "stats/score_metrics.h"

#include <math.h>
#include <string.h>

#include "stats/scale.h"

/* A share of the whole that is only what rounding left of a border. */
#define SLIVER 1e-12

static void
add_totals(const AnScoreTable *t, double *positives, double *negatives)
{
	const AnScoreCount *counts = an_score_counts_of(t);

	*positives = *negatives = 0;
	for (uint32_t i = 0; i < t->used; i++)
	{
		*positives += counts[i].positive;
		*negatives += counts[i].negative;
	}
}

/* ----- figures ----- */

/* A walk from the highest score down: what has been passed. */
typedef struct Passed
{
	double		positive;
	double		negative;
	double		area;			/* pairs in the right order, ties half, and */
	double		tied;			/* pairs within a cell, both of scaled weights */
	double		positive_scale; /* powers of two, so that scaling is exact, and */
	double		negative_scale; /* products of tiny weights do not vanish */
} Passed;

static void
pass_area(Passed *passed, const AnScoreCount *count)
{
	double		positive = count->positive * passed->positive_scale;
	double		negative = count->negative * passed->negative_scale;

	passed->area += negative * (passed->positive * passed->positive_scale + positive / 2);
	passed->tied += negative * positive;
}

/* A positive of the cell has a precision between that with all negatives of
 * the cell before it and that with none. */
static void
pass_precision(AnScoreSummary *s, const Passed *passed, const AnScoreCount *count)
{
	double		called = passed->positive + passed->negative;
	double		most = (passed->positive + count->positive) / (called + count->positive);
	double		least = passed->positive / (called + count->negative);

	if (count->positive == 0)
		return;
	s->precision += count->positive * ((passed->positive + count->positive) /
									   (called + count->positive + count->negative));
	if (count->negative > 0)
		s->precision_error += count->positive * (most - least);
}

static void
pass_ks(AnScoreSummary *s, const Passed *passed, const AnScoreCount *count)
{
	double		positive = count->positive / s->positives;
	double		negative = count->negative / s->negatives;
	double		distance = fabs((passed->positive + count->positive) / s->positives -
								(passed->negative + count->negative) / s->negatives);

	if (distance > s->ks)
	{
		s->ks = distance;
		s->ks_score = count->score;
	}
	s->ks_error = fmax(s->ks_error, fmin(positive, negative));
}

static void
finish_summary(AnScoreSummary *s, const Passed *passed, bool exact)
{
	bool		both = s->positives > 0 && s->negatives > 0;
	double		pairs = s->positives * passed->positive_scale *
		(s->negatives * passed->negative_scale);

	s->auc = both ? passed->area / pairs : NAN;
	s->auc_error = exact ? 0 : passed->tied / 2 / pairs;
	/* 0 / 0 without positives */
	s->precision /= s->positives;
	s->precision_error /= s->positives;
	if (exact)
		s->precision_error = s->positives > 0 ? 0 : NAN;
	if (exact)
		s->ks_error = 0;
	if (!both)
		s->ks = s->ks_score = s->auc_error = s->ks_error = NAN;
}

AnScoreSummary
an_score_summary(const AnScoreTable *t)
{
	const AnScoreCount *counts = an_score_counts_of(t);
	AnScoreSummary s = {.ks_score = NAN};
	Passed		passed = {0};

	add_totals(t, &s.positives, &s.negatives);
	passed.positive_scale = an_scale_of(s.positives);
	passed.negative_scale = an_scale_of(s.negatives);
	for (uint32_t i = t->used; i-- > 0;)
	{
		pass_area(&passed, &counts[i]);
		pass_precision(&s, &passed, &counts[i]);
		pass_ks(&s, &passed, &counts[i]);
		passed.positive += counts[i].positive;
		passed.negative += counts[i].negative;
	}
	finish_summary(&s, &passed, t->level == 0);
	return s;
}

/* ----- the ROC curve ----- */

AnStatus
an_roc_curve(AnEnv *env, const AnScoreTable *t, uint32_t max_points,
			 AnRocPoint **points, uint32_t *count)
{
	const AnScoreCount *counts = an_score_counts_of(t);
	bool		all = max_points == 0 || t->used < max_points;
	double		positives;
	double		negatives;
	double		positive = 0;
	double		negative = 0;

	if (max_points == 1)
		return an_fail(env, AN_EARG, "a curve has at least 2 points");
	*points = an_alloc_array(env, (size_t) (all ? t->used : max_points) + 1, sizeof(AnRocPoint));
	if (*points == NULL)
		return env->error.status;
	add_totals(t, &positives, &negatives);
	(*points)[0] = (AnRocPoint) {NAN, negatives > 0 ? 0 : NAN, positives > 0 ? 0 : NAN, NAN};
	*count = 1;
	for (uint32_t i = t->used; i-- > 0;)
	{
		double		tp = positive += counts[i].positive;
		double		fp = negative += counts[i].negative;
		/* how far along the curve, in steps between the points wanted */
		double		at = (tp / positives + fp / negatives) / 2 * (max_points - 1.0);

		/* 0 / 0 where a class is missing: every step counts, as far as there is room */
		if (!all && i > 0 && (at < *count || *count >= max_points - 1))
			continue;
		(*points)[(*count)++] = (AnRocPoint) {counts[i].score, fp / negatives, tp / positives,
											  tp / (tp + fp)};
	}
	return AN_OK;
}

/* ----- bins ----- */

/* Bins that are being filled. */
typedef struct Filling
{
	AnScoreBin *bins;
	uint32_t	wanted;
	uint32_t	count;
	uint32_t	number;			/* of the bin that is being filled, from 1 */
	double		total;
	double		filled;
	bool		whole_rows;
} Filling;

static double
border(const Filling *f)
{
	double		at = f->total * f->number / f->wanted;

	if (f->number >= f->wanted)
		return INFINITY;
	return f->whole_rows ? floor(at + 0.5) : at;
}

static void
put(Filling *f, const AnScoreCount *count, double share)
{
	AnScoreBin *bin = &f->bins[f->count > 0 ? f->count - 1 : 0];
	double		weight = (count->positive + count->negative) * share;

	if (f->count == 0 || bin->number != f->number)
	{
		bin = &f->bins[f->count++];
		bin->number = f->number;
		bin->low = bin->high = bin->mean = count->score;
	}
	bin->low = fmin(bin->low, count->score);
	bin->high = fmax(bin->high, count->score);
	bin->mean += (count->score - bin->mean) *
		(weight / (bin->positive + bin->negative + weight));
	bin->positive += count->positive * share;
	bin->negative += count->negative * share;
}

/* Shares a count between bins of equal size. */
static void
pour(Filling *f, const AnScoreCount *count)
{
	double		weight = count->positive + count->negative;
	double		left = weight;

	while (f->filled + left > border(f))
	{
		double		taken = border(f) - f->filled;

		if (taken >= left * (1 - SLIVER))
			break;
		if (taken > SLIVER * f->total)
		{
			put(f, count, taken / weight);
			f->filled += taken;
			left -= taken;
		}
		f->number++;
	}
	put(f, count, left / weight);
	f->filled += left;
}

static AnStatus
put_uniform(AnEnv *env, Filling *f, const AnScoreCount *count)
{
	double		step = 1.0 / f->wanted;
	uint32_t	number;

	if (!(count->score >= 0 && count->score <= 1))
	{
		an_fail(env, AN_EARG, "a score is no probability: %.17g", count->score);
		return an_hint(env, "A calibration compares probabilities with what happened.");
	}
	number = (uint32_t) ceil(count->score * f->wanted);
	/* the product may be rounded over a border, which is that of numpy's linspace() */
	if (number > 1 && count->score <= (number - 1) * step)
		number--;
	else if (number < f->wanted && count->score > number * step)
		number++;
	f->number = number < 1 ? 1 : number;
	put(f, count, 1);
	return AN_OK;
}

AnStatus
an_score_bins(AnEnv *env, const AnScoreTable *t, AnBinning binning,
			  uint32_t wanted, AnScoreBin **bins, uint32_t *count)
{
	const AnScoreCount *counts = an_score_counts_of(t);
	Filling		f = {.wanted = wanted, .number = 1};
	double		positives;
	double		negatives;

	if (wanted < 1 || wanted > AN_MAX_BINS)
	{
		an_fail(env, AN_EARG, "invalid number of bins: %d", (int) wanted);
		return an_hint(env, "Valid numbers are 1 to %d.", AN_MAX_BINS);
	}
	*bins = f.bins = an_alloc_array(env, wanted, sizeof(AnScoreBin));
	if (f.bins == NULL)
		return env->error.status;
	add_totals(t, &positives, &negatives);
	f.total = positives + negatives;
	f.whole_rows = (t->flags & AN_SCORES_WEIGHTED) == 0;
	for (uint32_t i = 0; i < t->used; i++)
	{
		if (binning == AN_BINS_UNIFORM)
			AN_TRY(put_uniform(env, &f, &counts[i]));
		else
			pour(&f, &counts[binning == AN_BINS_DESCENDING ? t->used - 1 - i : i]);
	}
	*count = f.count;
	return AN_OK;
}

double
an_hosmer_lemeshow(const AnScoreBin *bin)
{
	double		n = bin->positive + bin->negative;
	double		off = bin->positive - n * bin->mean;
	double		variance = n * bin->mean * (1 - bin->mean);

	if (off == 0)
		return 0;
	return variance > 0 ? off * off / variance : NAN;
}
