/*
 * people.c - made-up people with a known covariance, for COPY ... (FORMAT binary)
 *
 *	people FIRST COUNT COLUMNS SEED > file
 *
 * Person i is the same in every file of a seed.  The variables are
 *
 *	c[j] = j + sum over f of strength[f] * q[f][j] * z[f] + noise[j],  j = 1..COLUMNS
 *
 * with independent factors z, normal of variance 1, and noise, uniform of
 * variance 1.  The q are orthonormal: columns of the discrete cosine transform.
 * So the covariance has the eigenvectors q with the eigenvalues
 * strength^2 + 1 = 1025, 513, 257 ... 3, and 1 in all other directions.
 */
#include <endian.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FACTORS 10
#define MAX_COLUMNS 1600
#define PI 3.14159265358979323846

static double loading[MAX_COLUMNS][FACTORS];
static uint64_t state;

/* Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014 */
static uint64_t
mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
	return x ^ (x >> 31);
}

/* In (0, 1). */
static double
uniform(void)
{
	state += 0x9E3779B97F4A7C15u;
	return ((double) (mix(state) >> 12) + 0.5) * 0x1p-52;
}

static void
set_loadings(int columns)
{
	for (int f = 0; f < FACTORS; f++)
	{
		double		strength = sqrt(exp2(FACTORS - f));

		for (int j = 0; j < columns; j++)
			loading[j][f] = strength * sqrt(2.0 / columns) * cos(PI * (j + 0.5) * (f + 1) / columns);
	}
}

/* Box and Muller, 1958 */
static void
draw_factors(double *z)
{
	for (int f = 0; f < FACTORS; f += 2)
	{
		double		radius = sqrt(-2 * log(uniform()));
		double		angle = 2 * PI * uniform();

		z[f] = radius * cos(angle);
		z[f + 1] = radius * sin(angle);
	}
}

static void
make_person(int columns, char *out)
{
	static const uint32_t width = sizeof(double);
	uint32_t	width_be = htobe32(width);
	double		z[FACTORS];

	draw_factors(z);
	for (int j = 0; j < columns; j++)
	{
		double		value = j + 1 + (uniform() - 0.5) * sqrt(12);
		uint64_t	bits;

		for (int f = 0; f < FACTORS; f++)
			value += loading[j][f] * z[f];
		memcpy(&bits, &value, sizeof(bits));
		bits = htobe64(bits);
		memcpy(out, &width_be, 4);
		memcpy(out + 4, &bits, 8);
		out += 12;
	}
}

int
main(int argc, char **argv)
{
	static const char header[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0";
	static char row[2 + 12 * MAX_COLUMNS];
	long long	first = argc == 5 ? atoll(argv[1]) : 0;
	long long	count = argc == 5 ? atoll(argv[2]) : -1;
	int			columns = argc == 5 ? atoi(argv[3]) : 0;
	uint16_t	fields = htobe16((uint16_t) columns);

	if (count < 0 || columns <= FACTORS || columns > MAX_COLUMNS)
	{
		fprintf(stderr, "usage: people FIRST COUNT COLUMNS SEED\n");
		return 2;
	}
	set_loadings(columns);
	memcpy(row, &fields, 2);
	fwrite(header, 1, sizeof(header), stdout);
	for (long long i = first; i < first + count; i++)
	{
		state = mix(mix((uint64_t) atoll(argv[4])) + (uint64_t) i);
		make_person(columns, row + 2);
		fwrite(row, 1, 2 + 12 * (size_t) columns, stdout);
	}
	memset(row, 0xFF, 2);
	fwrite(row, 1, 2, stdout);
	return fflush(stdout) != 0 || ferror(stdout);
}
