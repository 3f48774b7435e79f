#!/usr/bin/env python3
"""A USB camera without hardware: UVC 1.1 with H.264 (frame based) and MJPEG over a bulk endpoint, plugged into the kernel's virtual USB host
controller (modprobe vhci-hcd uvcvideo) by speaking USB/IP to it over a socket pair. When the process ends, the camera is unplugged.

Commands on standard input, a line each:
  stall    no more frames, the stream stays open          resume   frames again
  torn     every frame ends in the middle                 empty    payload headers without a frame
  error    frames with the error bit set                  sound    frames as they should be
  unplug   the camera is gone without a word              plug     it is back

Prints "plugged" each time the kernel has been given the device.
"""
import argparse
import os
import signal
import socket
import struct
import sys
import threading
import time

VHCI = "/sys/devices/platform/vhci_hcd.0"

# USB 2.0 table 9-4 and 9-5.
GET_STATUS, GET_DESCRIPTOR, GET_INTERFACE = 0, 6, 10
DEVICE, CONFIGURATION, STRING, INTERFACE, ENDPOINT, INTERFACE_ASSOCIATION, CS_INTERFACE = 1, 2, 3, 4, 5, 11, 0x24

# UVC 1.1 appendix A.
VIDEO, VIDEO_CONTROL, VIDEO_STREAMING, COLLECTION = 14, 1, 2, 3
SET_CUR, GET_LEN, GET_INFO = 0x01, 0x85, 0x86
PROBE, COMMIT = 1, 2
FORMAT_MJPEG, FRAME_MJPEG, FORMAT_FRAME_BASED, FRAME_FRAME_BASED = 0x06, 0x07, 0x10, 0x11

# Payload header, UVC 1.1 §2.4.3.3.
FRAME_ID, END_OF_FRAME, HAS_TIME, HAS_CLOCK, ERROR, END_OF_HEADER = 0x01, 0x02, 0x04, 0x08, 0x40, 0x80

H264_GUID = b"H264" + bytes.fromhex("00001000800000aa00389b71")

# "USB Video Payload: H.264" section 3.3: the extension unit of a camera whose encoder can be told something; length of each control.
ENCODER_GUID = bytes.fromhex("41769ea204dee3478b2bf4341aff003b")
ENCODER_UNIT, PICTURE_TYPE, BITRATE_LAYERS = 3, 9, 14
ENCODER_CONTROLS = {PICTURE_TYPE: 4, BITRATE_LAYERS: 10}
EPIPE, ECONNRESET = -32, -104


def read_frames_h264(path):
    """Annex B, split before each access unit: a parameter set or SEI after a slice, or a slice whose first macroblock is 0."""
    data, starts, position = open(path, "rb").read(), [], 0
    while (position := data.find(b"\0\0\1", position)) >= 0:
        starts.append(position - 1 if position and data[position - 1] == 0 else position)
        position += 3
    frames, current, has_slice = [], b"", False
    for start, end in zip(starts, starts[1:] + [len(data)]):
        unit = data[start:end]
        header = unit.index(b"\1") + 1
        kind, first = unit[header] & 31, unit[header + 1] & 0x80
        is_slice = kind in (1, 5)
        if has_slice and (not is_slice or first):
            frames.append(current)
            current, has_slice = b"", False
        current += unit
        has_slice |= is_slice
    return frames + [current]


def read_frames_mjpeg(path):
    data = open(path, "rb").read()
    return [b"\xff\xd8" + part for part in data.split(b"\xff\xd8")[1:]]


def descriptor(kind, fields, *values):
    body = struct.pack("<" + fields, *values)
    return bytes([len(body) + 2, kind]) + body


class Camera:
    """What the device answers on its control endpoint."""

    def __init__(self, options):
        self.width, self.height = options.size
        self.interval = 10_000_000 // options.fps
        self.formats = []
        if options.h264:
            self.formats.append(("h264", read_frames_h264(options.h264)))
        if options.mjpeg:
            self.formats.append(("mjpeg", read_frames_mjpeg(options.mjpeg)))
        self.largest = max(len(frame) for _, frames in self.formats for frame in frames)
        self.settings = {PROBE: self.negotiated(1), COMMIT: self.negotiated(1)}
        self.encoder = {selector: bytes(length) for selector, length in ENCODER_CONTROLS.items()}
        self.key_frame_wanted = False
        self.strings = [None, "CamAgent tests", options.name, "0001"]
        self.device = descriptor(DEVICE, "HBBBBHHHBBBB", 0x0200, 0xEF, 2, 1, 64, 0x1D6B, 0x0102, 0x0100, 1, 2, 3, 1)
        self.configuration = self.describe()

    def describe(self):
        control = descriptor(CS_INTERFACE, "BBHBBHHHB3s", 2, 1, 0x0201, 0, 0, 0, 0, 0, 3, bytes(3))  # input terminal 1: a camera
        controls = sum(1 << (selector - 1) for selector in ENCODER_CONTROLS)
        control += descriptor(CS_INTERFACE, "BB16sBBBBHB", 6, ENCODER_UNIT, ENCODER_GUID, len(ENCODER_CONTROLS), 1, 1, 2, controls, 0)  # fed by 1
        control += descriptor(CS_INTERFACE, "BBHBBB", 3, 2, 0x0101, 0, ENCODER_UNIT, 0)  # output terminal 2: USB streaming, fed by the unit
        control = descriptor(CS_INTERFACE, "BHHIBB", 1, 0x0110, 13 + len(control), 1_000_000, 1, 1) + control

        formats = b"".join(self.describe_format(index + 1, name) for index, (name, _) in enumerate(self.formats))
        count = len(self.formats)
        header = 13 + count
        streaming = descriptor(CS_INTERFACE, f"BBHBBBBBBB{count}s", 1, count, header + len(formats), 0x81, 0, 2, 0, 0, 0, 1, bytes(count)) + formats

        body = descriptor(INTERFACE_ASSOCIATION, "BBBBBB", 0, 2, VIDEO, COLLECTION, 0, 2)
        body += descriptor(INTERFACE, "BBBBBBB", 0, 0, 0, VIDEO, VIDEO_CONTROL, 0, 2) + control
        body += descriptor(INTERFACE, "BBBBBBB", 1, 0, 1, VIDEO, VIDEO_STREAMING, 0, 0) + streaming
        body += descriptor(ENDPOINT, "BBHB", 0x81, 2, 512, 0)
        return descriptor(CONFIGURATION, "HBBBBB", 9 + len(body), 2, 1, 0, 0x80, 250) + body

    def describe_format(self, index, name):
        rates = (1_000_000, 90_000_000)
        if name == "h264":
            return descriptor(CS_INTERFACE, "BBB16sBBBBBBB", FORMAT_FRAME_BASED, index, 1, H264_GUID, 16, 1, 0, 0, 0, 0, 1) + descriptor(
                CS_INTERFACE, "BBBHHIIIBII", FRAME_FRAME_BASED, 1, 0, self.width, self.height, *rates, self.interval, 1, 0, self.interval)
        return descriptor(CS_INTERFACE, "BBBBBBBBB", FORMAT_MJPEG, index, 1, 1, 1, 0, 0, 0, 0) + descriptor(
            CS_INTERFACE, "BBBHHIIIIBI", FRAME_MJPEG, 1, 0, self.width, self.height, *rates, self.largest, self.interval, 1, self.interval)

    def negotiated(self, chosen):
        """UVC 1.1 table 4-47: one frame size and interval for each format, so only the format is open."""
        return struct.pack("<HBBIHHHHHIIIBBBB", 1, chosen, 1, self.interval, 0, 0, 0, 0, 0, self.largest, self.largest + 12, 1_000_000, 0, 0, 0, 0)

    @property
    def frames(self):
        return self.formats[self.settings[COMMIT][2] - 1][1]

    def control(self, setup, data):
        """The answer to a control transfer; None is a stall."""
        kind, request, value, index, length = struct.unpack("<BBHHH", setup)
        if kind == 0x80 and request == GET_DESCRIPTOR:
            answer = self.get_descriptor(value >> 8, value & 255)
            return answer and answer[:length]
        if kind == 0x80 and request == GET_STATUS:
            return bytes(2)
        if kind == 0x81 and request == GET_INTERFACE:
            return bytes(1)
        if kind in (0x00, 0x01, 0x02):
            return b""
        selector = value >> 8
        if index == ENCODER_UNIT << 8 and selector in self.encoder:
            return self.control_encoder(kind, request, selector, data, length)
        if index & 255 != 1 or selector not in self.settings:
            return None
        if kind == 0x21 and request == SET_CUR:
            self.settings[selector] = self.negotiated(min(max(data[2], 1), len(self.formats)))
            return b""
        if kind == 0xA1:
            answer = {GET_LEN: struct.pack("<H", 34), GET_INFO: b"\3"}.get(request, self.settings[selector])
            return answer[:length]
        return None

    def control_encoder(self, kind, request, selector, data, length):
        if kind == 0x21 and request == SET_CUR:
            self.encoder[selector] = data
            # Layer 0, an IDR picture with new parameter sets: its file begins with one.
            self.key_frame_wanted |= selector == PICTURE_TYPE and data == struct.pack("<HH", 0, 2)
            return b""
        if kind == 0xA1:
            return {GET_LEN: struct.pack("<H", ENCODER_CONTROLS[selector]), GET_INFO: b"\3"}.get(request, self.encoder[selector])[:length]
        return None

    def get_descriptor(self, kind, index):
        if kind == DEVICE:
            return self.device
        if kind == CONFIGURATION:
            return self.configuration
        if kind == STRING and index < len(self.strings):
            text = b"\x09\x04" if index == 0 else self.strings[index].encode("utf-16le")
            return bytes([len(text) + 2, STRING]) + text
        return None


class Wire:
    """USB/IP: the kernel submits transfers (URBs), each is answered once (Documentation/usb/usbip_protocol.rst)."""

    SUBMIT, UNLINK, RETURN_SUBMIT, RETURN_UNLINK = 1, 2, 3, 4

    def __init__(self, end):
        self.end = end
        self.sending = threading.Lock()

    def receive(self, count):
        data = b""
        while len(data) < count:
            part = self.end.recv(count - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def answer(self, sequence, status, data=b"", length=None):
        head = struct.pack(">IIIIIiiiii8x", self.RETURN_SUBMIT, sequence, 0, 0, 0, status, len(data) if length is None else length, 0, 0, 0)
        with self.sending:
            self.end.sendall(head + data)

    def answer_unlink(self, sequence, status):
        with self.sending:
            self.end.sendall(struct.pack(">IIIIIi24x", self.RETURN_UNLINK, sequence, 0, 0, 0, status))


class Stream:
    """Frames at their rate into the transfers that wait on the bulk endpoint; a short transfer ends a frame."""

    def __init__(self, camera, fps):
        self.camera, self.wire, self.period = camera, None, 1 / fps
        self.waiting, self.changed, self.mode = [], threading.Condition(), "sound"
        self.is_cut = False

    def connect(self, wire):
        """Transfers are the connection's: those of one that is gone are forgotten."""
        with self.changed:
            self.wire, self.waiting, self.mode, self.is_cut = wire, [], "sound", True

    def offer(self, sequence, length):
        with self.changed:
            self.waiting.append((sequence, length))
            self.changed.notify()

    def withdraw(self, sequence):
        with self.changed:
            found = [one for one in self.waiting if one[0] == sequence]
            self.waiting = [one for one in self.waiting if one[0] != sequence]
            # The host stops the stream: the rest of a frame that is on its way is not for the next one.
            self.is_cut = True
        return bool(found)

    def set_mode(self, mode):
        with self.changed:
            self.mode = "sound" if mode == "resume" else mode
            self.changed.notify()

    def run(self):
        number, frame_id, due = 0, 0, time.monotonic()
        while True:
            with self.changed:
                while not self.waiting or self.mode == "stall":
                    self.changed.wait()
                    due = time.monotonic()
                if self.is_cut:
                    # A new stream begins with the first picture, a keyframe.
                    number, self.is_cut = 0, False
                mode = self.mode
            due += self.period
            time.sleep(max(0, due - time.monotonic()))
            if self.camera.key_frame_wanted:
                self.camera.key_frame_wanted, number = False, 0
            self.send(self.payload(number, frame_id, mode))
            number, frame_id = number + 1, frame_id ^ FRAME_ID

    def payload(self, number, frame_id, mode):
        frames = self.camera.frames
        frame = frames[number % len(frames)]
        frame = {"torn": frame[: len(frame) // 2], "empty": b""}.get(mode, frame)
        flags = END_OF_HEADER | HAS_TIME | HAS_CLOCK | END_OF_FRAME | frame_id | (ERROR if mode == "error" else 0)
        return struct.pack("<BBI6x", 12, flags, int(time.monotonic() * 1e6) & 0xFFFFFFFF) + frame

    def send(self, payload):
        sent = 0
        while True:
            with self.changed:
                if not self.changed.wait_for(lambda: self.waiting or self.is_cut, timeout=1) or self.is_cut:
                    return
                sequence, length = self.waiting.pop(0)
                wire = self.wire
            part = payload[sent : sent + length]
            try:
                wire.answer(sequence, 0, part)
            except OSError:
                return
            sent += len(part)
            if len(part) < length:
                return


def plug():
    """Gives one end of a socket pair to a free high-speed port of the virtual host controller."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    ports = [line.split() for line in open(f"{VHCI}/status").read().splitlines()[1:]]
    free = next((int(port[1]) for port in ports if port[0] == "hs" and port[2] == "004"), None)
    if free is None:
        sys.exit("uvc_camera: no free port on the virtual host controller")
    with open(f"{VHCI}/attach", "w") as attach:
        attach.write(f"{free} {theirs.fileno()} {0x10001} 3")  # 3: USB_SPEED_HIGH
    theirs.close()
    return ours


def serve(camera, wire, stream):
    """Answers what the kernel asks until one side hangs up."""
    while True:
        head = wire.receive(48)
        command, sequence, _, to_host, endpoint = struct.unpack(">5I", head[:20])
        if command == Wire.UNLINK:
            (victim,) = struct.unpack(">I", head[20:24])
            wire.answer_unlink(sequence, ECONNRESET if stream.withdraw(victim) else 0)
            continue
        _, length = struct.unpack(">Ii", head[20:28])
        data = wire.receive(length) if not to_host and length else b""
        if endpoint == 1:
            stream.offer(sequence, length)
        elif endpoint == 0:
            answer = camera.control(head[40:48], data)
            if answer is None:
                wire.answer(sequence, EPIPE)
            else:
                wire.answer(sequence, 0, answer, None if to_host else len(data))
        else:
            wire.answer(sequence, EPIPE)


def run(camera, wire, stream):
    try:
        serve(camera, wire, stream)
    except (EOFError, OSError):
        wire.end.close()


def obey(camera, stream):
    wire = connect(camera, stream)
    for line in sys.stdin:
        command = line.strip()
        if command == "unplug":
            wire.end.shutdown(socket.SHUT_RDWR)
        elif command == "plug":
            wire = connect(camera, stream)
        elif command in ("stall", "resume", "torn", "empty", "error", "sound"):
            stream.set_mode(command)
        elif command:
            print(f"uvc_camera: unknown command {command}", file=sys.stderr, flush=True)


def connect(camera, stream):
    wire = Wire(plug())
    stream.connect(wire)
    threading.Thread(target=run, args=(camera, wire, stream), daemon=True).start()
    print("plugged", flush=True)
    return wire


def main():
    kit = os.environ.get("CAMAGENT_VM_KIT", ".")
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("--h264", default=f"{kit}/camera.h264", help="Annex B, played in a loop; empty: no such format")
    options.add_argument("--mjpeg", default=f"{kit}/camera.mjpeg", help="JPEG pictures, played in a loop; empty: no such format")
    options.add_argument("--size", default="640x480", type=lambda text: tuple(map(int, text.split("x"))), help="what the pictures measure")
    options.add_argument("--fps", default=30, type=int)
    options.add_argument("--name", default="Virtual UVC camera")
    options = options.parse_args()

    camera = Camera(options)
    stream = Stream(camera, options.fps)
    threading.Thread(target=stream.run, daemon=True).start()
    obey(camera, stream)
    # Nobody gives commands any more: plugged in until the process is ended.
    signal.pause()


if __name__ == "__main__":
    main()
