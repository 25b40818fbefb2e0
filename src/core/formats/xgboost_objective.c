/*
 * xgboost_objective.c - what the margins of XGBoost's objectives mean
 *
 * A file has the base score as a prediction; the margin that trees are added to
 * is computed from it in single precision, as XGBoost does.
 */
#include "formats/xgboost.h"

#include <math.h>

static bool
as_it_is(float score, bool clamped, float *margin)
{
	(void) clamped;
	*margin = score;
	return isfinite(score);
}

/* Since 3.2, XGBoost keeps the share away from 0 and 1, which it has when all labels
 * are the same; before, it refused those two. */
static bool
logit(float score, bool clamped, float *margin)
{
	const float least = 1e-6f;
	float		share = score;

	if (!(score >= 0 && score <= 1))
		return false;
	if (clamped || score == 0 || score == 1)
		share = score < least ? least : score > 1.0f - least ? 1.0f - least : score;
	*margin = -logf(1.0f / share - 1.0f);
	return isfinite(*margin);
}

static bool
logarithm(float score, bool clamped, float *margin)
{
	(void) clamped;
	*margin = logf(score);
	return score > 0 && isfinite(*margin);
}

/*
 * "binary:logitraw" predicts the margin itself, to which its base score belongs: a
 * regression.  "binary:hinge"
 * predicts class 1 above 0, which is where the logistic function is above a half:
 * the class is XGBoost's, but the probability is nothing that it was trained for.
 */
static const AnXgboostObjective objectives[] = {
	{"binary:logistic", AN_LINK_LOGISTIC, true, logit},
	{"binary:hinge", AN_LINK_LOGISTIC, true, as_it_is},
	{"binary:logitraw", AN_LINK_IDENTITY, false, as_it_is},
	{"multi:softprob", AN_LINK_SOFTMAX, true, as_it_is},
	{"multi:softmax", AN_LINK_SOFTMAX, true, as_it_is},
	{"reg:squarederror", AN_LINK_IDENTITY, false, as_it_is},
	{"reg:linear", AN_LINK_IDENTITY, false, as_it_is},
	{"reg:squaredlogerror", AN_LINK_IDENTITY, false, as_it_is},
	{"reg:absoluteerror", AN_LINK_IDENTITY, false, as_it_is},
	{"reg:pseudohubererror", AN_LINK_IDENTITY, false, as_it_is},
	{"reg:quantileerror", AN_LINK_IDENTITY, false, as_it_is},
	{"reg:logistic", AN_LINK_LOGISTIC, false, logit},
	{"reg:gamma", AN_LINK_EXP, false, logarithm},
	{"reg:tweedie", AN_LINK_EXP, false, logarithm},
	{"count:poisson", AN_LINK_EXP, false, logarithm},
	{"survival:cox", AN_LINK_EXP, false, logarithm},
	{"survival:aft", AN_LINK_EXP, false, logarithm},
	{"rank:pairwise", AN_LINK_IDENTITY, false, as_it_is},
	{"rank:ndcg", AN_LINK_IDENTITY, false, as_it_is},
	{"rank:map", AN_LINK_IDENTITY, false, as_it_is},
};

const AnXgboostObjective *
an_xgboost_objective(AnStr name)
{
	for (size_t i = 0; i < sizeof(objectives) / sizeof(objectives[0]); i++)
		if (an_xgboost_is(name, objectives[i].name))
			return &objectives[i];
	return NULL;
}
