/* A camera that exists only for the program it is preloaded into.
 *
 * LD_PRELOAD this library and the V4L2 device FAKE_CAMERA_DEVICE (/dev/video0) becomes a
 * 640x480 YUYV camera at 30 frames a second. No kernel driver is needed:
 *
 *   plug in / unplug   create or unlink the device node; once gone, every ioctl says ENODEV
 *   picture            FAKE_CAMERA_COLOUR names a file with "Y U V" in decimal, re-read for each frame
 *                      FAKE_CAMERA_PICTURE, where it exists, a file of 640x480 YUYV that is shown instead
 *   in use             while the file FAKE_CAMERA_BUSY exists, setting up a stream says EBUSY
 *   frozen             while the file FAKE_CAMERA_FROZEN exists, no frame is delivered
 *
 * An open device is a timerfd that ticks 30 times a second, so poll() and select() on it work
 * as on a real one. One program, one stream at a time.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum {
    WIDTH = 640,
    HEIGHT = 480,
    FRAME_BYTES = WIDTH * HEIGHT * 2,
    FRAMES_PER_SECOND = 30,
    MAX_BUFFERS = 8,
    QUEUE_SLOTS = MAX_BUFFERS * 2,
    MAX_DESCRIPTORS = 4096,
};

static char is_camera[MAX_DESCRIPTORS];      /* by file descriptor */
static unsigned char *buffers[MAX_BUFFERS];  /* where a filled frame goes */
static unsigned queue[QUEUE_SLOTS], queue_head, queue_tail;
static enum v4l2_memory memory_kind;
static unsigned frames_delivered;

static const char *setting(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value ? value : otherwise;
}

static const char *device_path(void) { return setting("FAKE_CAMERA_DEVICE", "/dev/video0"); }
static int exists(const char *path) { return access(path, F_OK) == 0; }
static int is_ours(int fd) { return fd >= 0 && fd < MAX_DESCRIPTORS && is_camera[fd]; }

/* The real function behind one that this library replaces. */
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static void set_ticking(int fd, int on)
{
    long interval = on ? 1000000000L / FRAMES_PER_SECOND : 0;
    struct itimerspec spec = {{0, interval}, {0, interval}};
    timerfd_settime(fd, 0, &spec, NULL);
}

static void paint(unsigned char *frame)
{
    int y = 81, u = 90, v = 240; /* red */
    FILE *file = fopen(setting("FAKE_CAMERA_PICTURE", ""), "r");
    if (file) {
        size_t read = fread(frame, 1, FRAME_BYTES, file);
        fclose(file);
        if (read == FRAME_BYTES)
            return;
    }
    file = fopen(setting("FAKE_CAMERA_COLOUR", ""), "r");
    if (file) {
        if (fscanf(file, "%d %d %d", &y, &u, &v) != 3)
            y = u = v = 128;
        fclose(file);
    }
    for (int pair = 0; pair < FRAME_BYTES; pair += 4) {
        frame[pair] = frame[pair + 2] = (unsigned char)y;
        frame[pair + 1] = (unsigned char)u;
        frame[pair + 3] = (unsigned char)v;
    }
}

/* --- the V4L2 calls; each returns 0 or an errno --------------------------------------------- */

static int query_capabilities(struct v4l2_capability *answer)
{
    memset(answer, 0, sizeof *answer);
    strcpy((char *)answer->driver, "fake");
    strcpy((char *)answer->card, "Fake Camera");
    strcpy((char *)answer->bus_info, "platform:fake");
    answer->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    answer->capabilities = answer->device_caps | V4L2_CAP_DEVICE_CAPS;
    return 0;
}

static int describe_format(struct v4l2_fmtdesc *answer)
{
    if (answer->index > 0 || answer->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
        return EINVAL;
    answer->flags = 0;
    answer->pixelformat = V4L2_PIX_FMT_YUYV;
    strcpy((char *)answer->description, "YUYV");
    return 0;
}

static int describe_size(struct v4l2_frmsizeenum *answer)
{
    if (answer->index > 0)
        return EINVAL;
    answer->type = V4L2_FRMSIZE_TYPE_DISCRETE;
    answer->discrete.width = WIDTH;
    answer->discrete.height = HEIGHT;
    return 0;
}

static int describe_interval(struct v4l2_frmivalenum *answer)
{
    if (answer->index > 0)
        return EINVAL;
    answer->type = V4L2_FRMIVAL_TYPE_DISCRETE;
    answer->discrete.numerator = 1;
    answer->discrete.denominator = FRAMES_PER_SECOND;
    return 0;
}

static int describe_input(struct v4l2_input *answer)
{
    if (answer->index > 0)
        return EINVAL;
    strcpy((char *)answer->name, "camera");
    answer->type = V4L2_INPUT_TYPE_CAMERA;
    return 0;
}

static int fill_format(struct v4l2_format *answer)
{
    if (answer->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
        return EINVAL;
    answer->fmt.pix.width = WIDTH;
    answer->fmt.pix.height = HEIGHT;
    answer->fmt.pix.pixelformat = V4L2_PIX_FMT_YUYV;
    answer->fmt.pix.field = V4L2_FIELD_NONE;
    answer->fmt.pix.bytesperline = WIDTH * 2;
    answer->fmt.pix.sizeimage = FRAME_BYTES;
    answer->fmt.pix.colorspace = V4L2_COLORSPACE_SMPTE170M;
    return 0;
}

static int fill_parameters(struct v4l2_streamparm *answer)
{
    answer->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
    answer->parm.capture.timeperframe.numerator = 1;
    answer->parm.capture.timeperframe.denominator = FRAMES_PER_SECOND;
    return 0;
}

static int request_buffers(struct v4l2_requestbuffers *request)
{
    if (request->memory != V4L2_MEMORY_MMAP && request->memory != V4L2_MEMORY_USERPTR)
        return EINVAL;
    memory_kind = request->memory;
    queue_head = queue_tail = 0;
    if (request->count > MAX_BUFFERS)
        request->count = MAX_BUFFERS;
    return 0;
}

static int query_buffer(struct v4l2_buffer *answer)
{
    if (answer->index >= MAX_BUFFERS)
        return EINVAL;
    answer->length = FRAME_BYTES;
    answer->m.offset = answer->index * FRAME_BYTES;
    answer->flags = 0;
    return 0;
}

static int queue_buffer(const struct v4l2_buffer *given)
{
    if (given->index >= MAX_BUFFERS)
        return EINVAL;
    if (memory_kind == V4L2_MEMORY_USERPTR)
        buffers[given->index] = (unsigned char *)given->m.userptr;
    queue[queue_tail++ % QUEUE_SLOTS] = given->index;
    return 0;
}

static int take_buffer(int fd, struct v4l2_buffer *answer)
{
    unsigned long long ticks;
    if (read(fd, &ticks, sizeof ticks) != sizeof ticks || queue_head == queue_tail)
        return EAGAIN;
    if (exists(setting("FAKE_CAMERA_FROZEN", "")))
        return EAGAIN;
    unsigned index = queue[queue_head++ % QUEUE_SLOTS];
    if (buffers[index])
        paint(buffers[index]);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    answer->index = index;
    answer->bytesused = answer->length = FRAME_BYTES;
    answer->sequence = ++frames_delivered;
    answer->field = V4L2_FIELD_NONE;
    answer->flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    answer->timestamp.tv_sec = now.tv_sec;
    answer->timestamp.tv_usec = now.tv_nsec / 1000;
    if (memory_kind == V4L2_MEMORY_USERPTR)
        answer->m.userptr = (unsigned long)buffers[index];
    else
        answer->m.offset = index * FRAME_BYTES;
    return 0;
}

static int start_stream(int fd)
{
    set_ticking(fd, 1);
    return 0;
}

static int stop_stream(int fd)
{
    set_ticking(fd, 0);
    queue_head = queue_tail = 0;
    return 0;
}

/* What a webcam driver refuses while another program streams from the camera. */
static int needs_exclusive_use(unsigned request)
{
    return request == VIDIOC_S_FMT || request == VIDIOC_REQBUFS || request == VIDIOC_STREAMON;
}

static int answer_ioctl(int fd, unsigned request, void *argument)
{
    if (!exists(device_path()))
        return ENODEV;
    if (needs_exclusive_use(request) && exists(setting("FAKE_CAMERA_BUSY", "")))
        return EBUSY;
    switch (request) {
    case VIDIOC_QUERYCAP: return query_capabilities(argument);
    case VIDIOC_ENUM_FMT: return describe_format(argument);
    case VIDIOC_ENUM_FRAMESIZES: return describe_size(argument);
    case VIDIOC_ENUM_FRAMEINTERVALS: return describe_interval(argument);
    case VIDIOC_ENUMINPUT: return describe_input(argument);
    case VIDIOC_G_INPUT: *(int *)argument = 0; return 0;
    case VIDIOC_S_INPUT: return 0;
    case VIDIOC_G_FMT:
    case VIDIOC_S_FMT:
    case VIDIOC_TRY_FMT: return fill_format(argument);
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM: return fill_parameters(argument);
    case VIDIOC_REQBUFS: return request_buffers(argument);
    case VIDIOC_QUERYBUF: return query_buffer(argument);
    case VIDIOC_QBUF: return queue_buffer(argument);
    case VIDIOC_DQBUF: return take_buffer(fd, argument);
    case VIDIOC_STREAMON: return start_stream(fd);
    case VIDIOC_STREAMOFF: return stop_stream(fd);
    default: return ENOTTY;
    }
}

/* --- the C library functions this library replaces ------------------------------------------- */

static int open_camera(int flags)
{
    if (!exists(device_path())) {
        errno = ENOENT;
        return -1;
    }
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | (flags & O_NONBLOCK ? TFD_NONBLOCK : 0));
    if (fd >= 0 && fd < MAX_DESCRIPTORS)
        is_camera[fd] = 1;
    return fd;
}

#define REPLACE_OPEN(name)                                     \
    int name(const char *path, int flags, ...)                 \
    {                                                          \
        if (strcmp(path, device_path()) == 0)                  \
            return open_camera(flags);                         \
        va_list arguments;                                     \
        va_start(arguments, flags);                            \
        int mode = va_arg(arguments, int);                     \
        va_end(arguments);                                     \
        int (*original)(const char *, int, ...) = real(#name); \
        return original(path, flags, mode);                    \
    }

REPLACE_OPEN(open)
REPLACE_OPEN(open64)

int close(int fd)
{
    if (is_ours(fd))
        is_camera[fd] = 0;
    int (*original)(int) = real("close");
    return original(fd);
}

#define REPLACE_MMAP(name)                                                                          \
    void *name(void *address, size_t length, int protection, int flags, int fd, off64_t offset)     \
    {                                                                                               \
        void *(*original)(void *, size_t, int, int, int, off64_t) = real(#name);                    \
        if (!is_ours(fd))                                                                           \
            return original(address, length, protection, flags, fd, offset);                        \
        void *memory = original(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,  \
                                -1, 0);                                                             \
        if (offset / FRAME_BYTES < MAX_BUFFERS)                                                     \
            buffers[offset / FRAME_BYTES] = memory;                                                 \
        return memory;                                                                              \
    }

REPLACE_MMAP(mmap)
REPLACE_MMAP(mmap64)

int ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (!is_ours(fd)) {
        int (*original)(int, unsigned long, void *) = real("ioctl");
        return original(fd, request, argument);
    }
    int failure = answer_ioctl(fd, (unsigned)request, argument);
    if (failure == 0)
        return 0;
    errno = failure;
    return -1;
}
