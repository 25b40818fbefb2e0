/* distributions_test.c - p values; expected: R 4.2's 2 * pnorm(-z), 2 * pt(-t, df) */
#include <math.h>

#include "unit.h"

#include "stats/distributions.h"

static void
close_to(double expected, double actual)
{
	if (!(fabs(actual - expected) <= 1e-12 * fabs(expected)))
		fail_msg("expected %.17g, got %.17g", expected, actual);
}

static void
normal(void **state)
{
	(void) state;
	close_to(1, an_normal_two_sided(0));
	close_to(0.04999579029644087, an_normal_two_sided(1.96));
	close_to(0.04999579029644087, an_normal_two_sided(-1.96));
	close_to(1.5239706048321052e-23, an_normal_two_sided(10));
	assert_true(isnan(an_normal_two_sided(NAN)));
}

static void
student(void **state)
{
	(void) state;
	close_to(1, an_student_two_sided(0, 5));
	close_to(0.5, an_student_two_sided(1, 1));
	close_to(0.18350341907227391, an_student_two_sided(2, 2));
	close_to(0.10193947882985828, an_student_two_sided(-2, 5));
	close_to(0.0034196914163444757, an_student_two_sided(8.5, 3));
	assert_true(fabs(an_student_two_sided(40, 1234) / 4.9069593450245722e-225 - 1) < 1e-10);
	assert_true(an_student_two_sided(INFINITY, 5) == 0);
	assert_true(isnan(an_student_two_sided(NAN, 5)));
	/* many degrees of freedom: the normal distribution */
	assert_true(fabs(an_student_two_sided(1.96, 1e9) / an_normal_two_sided(1.96) - 1) < 1e-6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normal),
		cmocka_unit_test(student),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
