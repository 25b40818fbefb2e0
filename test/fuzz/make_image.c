/*
 * make_image.c - writes the image of a model file: seeds and golden images
 *
 *	cc -std=c11 -Isrc/core -o make_image test/fuzz/make_image.c \
 *		$(find src/core -name '*.c') -lz -lbz2 -llzma -lm
 *	./make_image model.rds model.image
 */
#include <stdio.h>
#include <stdlib.h>

#include "formats/formats.h"
#include "model/image.h"

static int
fail(const AnEnv *env, const char *file)
{
	fprintf(stderr, "%s: %s\n", file, env->error.message[0] != '\0' ? env->error.message : "cannot read or write");
	return 1;
}

int
main(int argc, char **argv)
{
	static uint8_t input[16 << 20];
	AnLoadOptions options = {0};
	const AnFormat *format;
	AnModel    *model;
	AnEnv		env;
	const uint8_t *image;
	size_t		size;
	FILE	   *file;

	an_env_init(&env, (size_t) 1 << 30);
	if (argc != 3 || (file = fopen(argv[1], "rb")) == NULL)
		return fail(&env, argc > 1 ? argv[1] : argv[0]);
	size = fread(input, 1, sizeof(input), file);
	fclose(file);
	if (an_load_model(&env, "auto", input, size, &options, &format, &model) != AN_OK
		|| an_image_encode(&env, model, &image, &size) != AN_OK)
		return fail(&env, argv[1]);
	file = fopen(argv[2], "wb");
	if (file == NULL || fwrite(image, 1, size, file) != size || fclose(file) != 0)
		return fail(&env, argv[2]);
	an_env_release(&env);
	return 0;
}
