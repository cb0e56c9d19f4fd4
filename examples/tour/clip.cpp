// SPDX-License-Identifier: Apache-2.0
#include "clip.hpp"

#include "output.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace tour {
namespace {

struct release {
    void operator()(AVFormatContext* c) const { avformat_close_input(&c); }
    void operator()(AVCodecContext* c) const { avcodec_free_context(&c); }
    void operator()(AVFrame* f) const { av_frame_free(&f); }
    void operator()(AVPacket* p) const { av_packet_free(&p); }
    void operator()(SwsContext* s) const { sws_freeContext(s); }
};
template <class T>
using owned = std::unique_ptr<T, release>;

std::string text_of(int status)
{
    char text[AV_ERROR_MAX_STRING_SIZE];
    av_strerror(status, text, sizeof text);
    return text;
}

kumiko::color description_of(const AVFrame& f)
{
    kumiko::color c;
    switch (f.colorspace) {
        case AVCOL_SPC_BT709:
            c.matrix = kumiko::yuv_matrix::bt709;
            break;
        case AVCOL_SPC_BT470BG:
        case AVCOL_SPC_SMPTE170M:
        case AVCOL_SPC_FCC:
            c.matrix = kumiko::yuv_matrix::bt601;
            break;
        case AVCOL_SPC_BT2020_NCL:
        case AVCOL_SPC_BT2020_CL:
            c.matrix = kumiko::yuv_matrix::bt2020;
            break;
        default:  // not known: guess as players do
            c.matrix = f.height >= 720 ? kumiko::yuv_matrix::bt709 : kumiko::yuv_matrix::bt601;
    }
    const bool full = f.color_range == AVCOL_RANGE_JPEG || f.format == AV_PIX_FMT_YUVJ420P ||
                      f.format == AV_PIX_FMT_YUVJ422P || f.format == AV_PIX_FMT_YUVJ444P;
    c.range = full ? kumiko::color_range::full : kumiko::color_range::limited;
    c.siting = f.chroma_location == AVCHROMA_LOC_CENTER    ? kumiko::chroma_siting::center
               : f.chroma_location == AVCHROMA_LOC_TOPLEFT ? kumiko::chroma_siting::top_left
                                                           : kumiko::chroma_siting::left;
    return c;
}

AVColorSpace space_of(kumiko::yuv_matrix m)
{
    return m == kumiko::yuv_matrix::bt601   ? AVCOL_SPC_SMPTE170M
           : m == kumiko::yuv_matrix::bt709 ? AVCOL_SPC_BT709
                                            : AVCOL_SPC_BT2020_NCL;
}

/// Copies the rotation: a phone held upright films rotated frames, and stores how to turn them.
void copy_rotation(const AVStream& from, AVStream& to)
{
    constexpr auto kind = AV_PKT_DATA_DISPLAYMATRIX;
    constexpr std::size_t size = 9 * sizeof(std::int32_t);
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100)
    const AVPacketSideData* turn = av_packet_side_data_get(from.codecpar->coded_side_data,
                                                           from.codecpar->nb_coded_side_data, kind);
    if (!turn || turn->size < size) return;
    AVPacketSideData* copy = av_packet_side_data_new(
        &to.codecpar->coded_side_data, &to.codecpar->nb_coded_side_data, kind, size, 0);
    if (copy) std::memcpy(copy->data, turn->data, size);
#else
    std::size_t n = 0;
    const std::uint8_t* turn = av_stream_get_side_data(&from, kind, &n);
    if (!turn || n < size) return;
    if (std::uint8_t* copy = av_stream_new_side_data(&to, kind, size))
        std::memcpy(copy, turn, size);
#endif
}

}  // namespace

struct clip_reader::state {
    std::string path;
    owned<AVFormatContext> file;
    AVStream* stream = nullptr;
    owned<AVCodecContext> decoder;
    owned<AVPacket> packet{av_packet_alloc()};
    owned<AVFrame> frame{av_frame_alloc()};      ///< the decoded frame
    owned<AVFrame> converted{av_frame_alloc()};  ///< converted to 8-bit 4:2:0, if necessary
    owned<SwsContext> converter;
    kumiko::pixel_format format = kumiko::pixel_format::i420;
    kumiko::color description;
    int width = 0, height = 0, source_format = AV_PIX_FMT_NONE;
    long long count = 0;              ///< frames decoded
    bool first_waits = false;         ///< the first frame, decoded to learn its format
    std::int64_t time = 0, step = 1;  ///< of the last frame, in the stream's time base

    [[noreturn]] void fail(const std::string& what) const
    {
        throw std::runtime_error(path + ": " + what);
    }
    void open();
    void check_whole() const;
    bool decode();
    void convert();
};

void clip_reader::state::open()
{
    av_log_set_level(AV_LOG_QUIET);  // we print one clear line instead
    require_file(path);

    AVFormatContext* opened = nullptr;
    int status = avformat_open_input(&opened, path.c_str(), nullptr, nullptr);
    file.reset(opened);
    if (status >= 0) status = avformat_find_stream_info(opened, nullptr);
    if (status < 0) fail("not a video, or damaged, or cut short (" + text_of(status) + ')');
    const std::string container = opened->iformat->name;
    if (container.find("_pipe") != std::string::npos || container == "image2")
        fail("a picture, not a video");
    const AVCodec* codec = nullptr;
    const int index = av_find_best_stream(opened, AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);
    if (index == AVERROR_DECODER_NOT_FOUND) fail("this FFmpeg has no decoder for its video");
    if (index < 0) fail("there is no video in this file");
    for (unsigned i = 0; i < opened->nb_streams; ++i)
        if (static_cast<int>(i) != index) opened->streams[i]->discard = AVDISCARD_ALL;
    stream = opened->streams[index];
    check_whole();

    decoder.reset(avcodec_alloc_context3(codec));
    if (!decoder || !packet || !frame || !converted) throw std::bad_alloc();
    status = avcodec_parameters_to_context(decoder.get(), stream->codecpar);
    decoder->thread_count = 0;  // 0: one per processor
    decoder->pkt_timebase = stream->time_base;
    decoder->err_recognition = AV_EF_EXPLODE | AV_EF_BITSTREAM | AV_EF_BUFFER;
    if (status >= 0) status = avcodec_open2(decoder.get(), codec, nullptr);
    if (status < 0) fail("its decoder does not start (" + text_of(status) + ')');
    const AVRational rate =
        stream->avg_frame_rate.num ? stream->avg_frame_rate : stream->r_frame_rate;
    if (rate.num > 0 && rate.den > 0)
        step = std::max<std::int64_t>(1, av_rescale_q(1, av_inv_q(rate), stream->time_base));

    if (!decode()) fail("this video has no frame");
    first_waits = true;
    width = frame->width;
    height = frame->height;
    source_format = frame->format;
    description = description_of(*frame);
    if (source_format == AV_PIX_FMT_NV12) format = kumiko::pixel_format::nv12;
}

/// Checks that the file was not cut short: an MP4 file lists where each of its frames lies.
void clip_reader::state::check_whole() const
{
    if (!std::strstr(file->iformat->name, "mp4") || !file->pb) return;
    const std::int64_t size = avio_size(file->pb);
    std::int64_t end = 0;
    const int n = avformat_index_get_entries_count(stream);
    for (int i = 0; i < n; ++i) {
        const AVIndexEntry* e = avformat_index_get_entry(stream, i);
        end = std::max(end, e->pos + e->size);
    }
    if (size >= 0 && end > size)
        fail("cut short: it holds " + std::to_string(size) + " bytes of at least " +
             std::to_string(end));
}

bool clip_reader::state::decode()
{
    const auto damaged = [&](const std::string& why) {
        fail("damaged after frame " + std::to_string(count) + " (" + why + ')');
    };
    for (;;) {
        int status = avcodec_receive_frame(decoder.get(), frame.get());
        if (status == AVERROR_EOF) return false;
        if (status >= 0) {
            if (frame->decode_error_flags || (frame->flags & AV_FRAME_FLAG_CORRUPT))
                damaged("the decoder had to guess");
            const std::int64_t t = frame->best_effort_timestamp;
            time = t != AV_NOPTS_VALUE ? t : count ? time + step : 0;
            ++count;
            return true;
        }
        if (status != AVERROR(EAGAIN)) damaged(text_of(status));

        status = av_read_frame(file.get(), packet.get());
        if (status == AVERROR_EOF) {
            status = avcodec_send_packet(decoder.get(), nullptr);
        } else if (status >= 0) {
            const bool cut = (packet->flags & AV_PKT_FLAG_CORRUPT) != 0;
            const bool ours = packet->stream_index == stream->index;
            if (ours && !cut) status = avcodec_send_packet(decoder.get(), packet.get());
            av_packet_unref(packet.get());
            if (ours && cut) damaged("cut short");
        }
        if (status < 0) damaged(text_of(status));
    }
}

/// Converts the frame to 4:2:0 of 8 bits, which the device takes, with the same matrix and range.
void clip_reader::state::convert()
{
    if (!converter) {
        converter.reset(sws_getContext(width, height, static_cast<AVPixelFormat>(source_format),
                                       width, height, AV_PIX_FMT_YUV420P,
                                       SWS_BILINEAR | SWS_ACCURATE_RND, nullptr, nullptr, nullptr));
        const AVPixFmtDescriptor* d =
            av_pix_fmt_desc_get(static_cast<AVPixelFormat>(source_format));
        if (!converter || !d) fail("its pixel format cannot be converted");
        const int* c = sws_getCoefficients(space_of(description.matrix));
        const int full = description.range == kumiko::color_range::full;
        const int source_full = (d->flags & AV_PIX_FMT_FLAG_RGB) ? 1 : full;
        sws_setColorspaceDetails(converter.get(), c, source_full, c, full, 0, 1 << 16, 1 << 16);
        converted->format = AV_PIX_FMT_YUV420P;
        converted->width = width;
        converted->height = height;
        if (av_frame_get_buffer(converted.get(), 0) < 0) throw std::bad_alloc();
    }
    sws_scale(converter.get(), frame->data, frame->linesize, 0, height, converted->data,
              converted->linesize);
}

clip_reader::clip_reader(const std::string& path) : state_(std::make_unique<state>())
{
    state_->path = path;
    state_->open();
}
clip_reader::~clip_reader() = default;

int clip_reader::width() const { return state_->width; }
int clip_reader::height() const { return state_->height; }
kumiko::pixel_format clip_reader::format() const { return state_->format; }
kumiko::color clip_reader::description() const { return state_->description; }
double clip_reader::rate() const
{
    const AVRational r = state_->stream->avg_frame_rate;
    return r.den ? av_q2d(r) : 0;
}
long long clip_reader::frames() const { return state_->stream->nb_frames; }
std::string clip_reader::codec() const { return state_->decoder->codec->name; }

bool clip_reader::next(planes& to)
{
    state& s = *state_;
    if (!std::exchange(s.first_waits, false) && !s.decode()) return false;
    AVFrame* f = s.frame.get();
    if (f->width != s.width || f->height != s.height || f->format != s.source_format)
        s.fail("frame " + std::to_string(s.count) + " is " + std::to_string(f->width) + " x " +
               std::to_string(f->height) + ", the first one was " + std::to_string(s.width) +
               " x " + std::to_string(s.height));
    const bool as_it_is = f->format == AV_PIX_FMT_YUV420P || f->format == AV_PIX_FMT_YUVJ420P ||
                          f->format == AV_PIX_FMT_NV12;
    if (!as_it_is || f->linesize[0] < 0) {
        s.convert();
        f = s.converted.get();
    }
    for (std::size_t i = 0; i < 3; ++i) {
        to.data[i] = f->data[i];
        to.pitch[i] = static_cast<std::size_t>(f->linesize[i]);
    }
    return true;
}

struct clip_writer::state {
    struct closed {
        void operator()(AVFormatContext* c) const
        {
            if (c->pb) avio_closep(&c->pb);
            avformat_free_context(c);
        }
    };
    std::unique_ptr<AVFormatContext, closed> file;
    AVStream* stream = nullptr;
    owned<AVCodecContext> encoder;
    owned<AVFrame> frame{av_frame_alloc()};
    owned<AVPacket> packet{av_packet_alloc()};
    const clip_reader::state* from = nullptr;
    int width = 0, height = 0;  ///< before they are made even
    kumiko::pixel_format format = kumiko::pixel_format::i420;
    std::int64_t last = AV_NOPTS_VALUE;

    static void require(int status, const char* what)
    {
        if (status < 0)
            throw std::runtime_error(std::string("writing the video, ") + what + ": " +
                                     text_of(status));
    }
    bool open(const char* name, kumiko::pixel_format f);
    void encode(const AVFrame* f);
    void repeat_last() const;
};

/// Opens an encoder. False if this FFmpeg does not have it, or it does not start.
bool clip_writer::state::open(const char* name, kumiko::pixel_format f)
{
    const AVCodec* codec = avcodec_find_encoder_by_name(name);
    if (!codec) return false;
    encoder.reset(avcodec_alloc_context3(codec));
    if (!encoder) throw std::bad_alloc();
    AVCodecContext& e = *encoder;
    const AVCodecContext& d = *from->decoder;
    e.width = width + width % 2;
    e.height = height + height % 2;
    e.pix_fmt = f == kumiko::pixel_format::nv12 ? AV_PIX_FMT_NV12 : AV_PIX_FMT_YUV420P;
    e.sample_aspect_ratio = from->frame->sample_aspect_ratio;
    e.framerate = from->stream->avg_frame_rate;
    // MPEG-4 wants a denominator of 16 bits; 60000 holds the usual rates exactly.
    e.time_base =
        from->stream->time_base.den <= 65535 ? from->stream->time_base : AVRational{1, 60000};
    e.colorspace = space_of(from->description.matrix);
    e.color_range =
        from->description.range == kumiko::color_range::full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    e.color_primaries = d.color_primaries;
    e.color_trc = d.color_trc;
    e.chroma_sample_location = d.chroma_sample_location;
    e.thread_count = 0;
    e.bit_rate = std::int64_t{4} * e.width * e.height;
    if (file->oformat->flags & AVFMT_GLOBALHEADER) e.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    if (std::strcmp(name, "libx264") == 0) {
        e.bit_rate = 0;
        av_opt_set(e.priv_data, "preset", "veryfast", 0);
        av_opt_set(e.priv_data, "crf", "20", 0);
    }
    format = f;
    return avcodec_open2(&e, codec, nullptr) >= 0;
}

clip_writer::clip_writer(const std::string& path, const clip_reader& like)
    : state_(std::make_unique<state>())
{
    state& s = *state_;
    s.from = &like.internal();
    s.width = like.width();
    s.height = like.height();
    AVFormatContext* made = nullptr;
    state::require(avformat_alloc_output_context2(&made, nullptr, "mp4", path.c_str()), "MP4");
    s.file.reset(made);
    if (!s.open("libx264", kumiko::pixel_format::nv12) &&
        !s.open("libopenh264", kumiko::pixel_format::i420) &&
        !s.open("mpeg4", kumiko::pixel_format::i420))
        throw std::runtime_error("this FFmpeg has no encoder for MP4: neither H.264 nor MPEG-4");

    s.stream = avformat_new_stream(made, nullptr);
    if (!s.stream || !s.frame || !s.packet) throw std::bad_alloc();
    state::require(avcodec_parameters_from_context(s.stream->codecpar, s.encoder.get()), "stream");
    s.stream->time_base = s.encoder->time_base;
    s.stream->avg_frame_rate = s.encoder->framerate;
    s.stream->sample_aspect_ratio = s.encoder->sample_aspect_ratio;
    copy_rotation(*s.from->stream, *s.stream);
    state::require(avio_open(&made->pb, path.c_str(), AVIO_FLAG_WRITE), "opening the file");
    AVDictionary* options = nullptr;
    av_dict_set(&options, "movflags", "+faststart",
                0);  // it plays before it is loaded completely
    const int status = avformat_write_header(made, &options);
    av_dict_free(&options);
    state::require(status, "header");

    s.frame->format = s.encoder->pix_fmt;
    s.frame->width = s.encoder->width;
    s.frame->height = s.encoder->height;
    s.frame->colorspace = s.encoder->colorspace;
    s.frame->color_range = s.encoder->color_range;
    state::require(av_frame_get_buffer(s.frame.get(), 0), "memory");
}
clip_writer::~clip_writer() = default;

kumiko::pixel_format clip_writer::format() const { return state_->format; }
std::string clip_writer::codec() const { return state_->encoder->codec->name; }

planes clip_writer::next()
{
    AVFrame* f = state_->frame.get();
    state::require(av_frame_make_writable(f), "memory");  // the encoder may still use it
    planes p;
    for (std::size_t i = 0; i < 3; ++i) {
        p.data[i] = f->data[i];
        p.pitch[i] = static_cast<std::size_t>(f->linesize[i]);
    }
    return p;
}

void clip_writer::write()
{
    state& s = *state_;
    if (s.width % 2 || s.height % 2) s.repeat_last();
    const std::int64_t t =
        av_rescale_q(s.from->time, s.from->stream->time_base, s.encoder->time_base);
    s.last = s.last == AV_NOPTS_VALUE ? t : std::max(t, s.last + 1);
    s.frame->pts = s.last;
    s.encode(s.frame.get());
}

/// Fills the column and row added to an odd size. The chroma planes have theirs already.
void clip_writer::state::repeat_last() const
{
    std::uint8_t* luma = frame->data[0];
    const int pitch = frame->linesize[0];
    if (width % 2)
        for (int y = 0; y < height; ++y) luma[y * pitch + width] = luma[y * pitch + width - 1];
    if (height % 2)
        std::memcpy(luma + height * pitch, luma + (height - 1) * pitch,
                    static_cast<std::size_t>(width + width % 2));
}

void clip_writer::state::encode(const AVFrame* f)
{
    require(avcodec_send_frame(encoder.get(), f), "encoding");
    for (;;) {
        const int status = avcodec_receive_packet(encoder.get(), packet.get());
        if (status == AVERROR(EAGAIN) || status == AVERROR_EOF) return;
        require(status, "encoding");
        packet->stream_index = stream->index;
        av_packet_rescale_ts(packet.get(), encoder->time_base, stream->time_base);
        require(av_interleaved_write_frame(file.get(), packet.get()), "storing");
    }
}

void clip_writer::finish()
{
    state_->encode(nullptr);
    state::require(av_write_trailer(state_->file.get()), "the end");
    state::require(avio_closep(&state_->file->pb), "closing the file");
}

}  // namespace tour
