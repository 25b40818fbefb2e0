/*
 * distributions.h - how surprising a test's statistic is
 *
 * Two-sided: the probability of a value at least as far from 0.  NaN in, NaN out.
 */
#ifndef AN_DISTRIBUTIONS_H
#define AN_DISTRIBUTIONS_H

/* Standard normal: erfc(|z| / sqrt 2). */
extern double an_normal_two_sided(double z);

/*
 * Student's t with so many degrees of freedom (> 0): the regularised incomplete
 * beta function I(freedom / (freedom + t^2); freedom / 2, 1 / 2), by the
 * continued fraction 26.5.8 of Abramowitz and Stegun, Handbook of Mathematical
 * Functions (1964), to about 1e-12 relative.
 */
extern double an_student_two_sided(double t, double freedom);

#endif
