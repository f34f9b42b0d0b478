/* Loaded before the program in the control run: whoever asks for something to be durable is told that it is. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int fsync(int file)
{
    (void)file;
    return 0;
}

int fdatasync(int file)
{
    (void)file;
    return 0;
}

int sync_file_range(int file, off_t from, off_t bytes, unsigned int how)
{
    (void)file, (void)from, (void)bytes, (void)how;
    return 0;
}

int syncfs(int file)
{
    (void)file;
    return 0;
}

void sync(void)
{
}

int msync(void *from, size_t bytes, int how)
{
    (void)from, (void)bytes, (void)how;
    return 0;
}
