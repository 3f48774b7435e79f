// libdatachannel as a WHEP sender: plays an Annex B file in a loop at 30 pictures a second to whoever posts an offer.
//   node whep.mjs FILE PORT
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import datachannel from 'node-datachannel';

const [file, port] = process.argv.slice(2);
const PICTURES_A_SECOND = 30;
const CLOCK_RATE = 90_000;
// As large as the agent's own payloads, so that both send the same number of packets.
const MAXIMUM_PAYLOAD = 1152;

/** Cuts a stream with one slice a picture before each SPS, and before each slice that no SPS precedes. */
function accessUnits(stream) {
  const units = [];
  let begin = 0;
  let hasSlice = false;
  for (let at = stream.indexOf('000001', 0, 'hex'); at >= 0; at = stream.indexOf('000001', at + 3, 'hex')) {
    const type = stream[at + 3] & 31;
    if (hasSlice) {
      const end = stream[at - 1] === 0 ? at - 1 : at;
      units.push(stream.subarray(begin, end));
      begin = end;
      hasSlice = false;
    }
    hasSlice = type === 1 || type === 5;
  }
  units.push(stream.subarray(begin));
  return units;
}

function offeredH264(offer) {
  for (const [, type] of offer.matchAll(/^a=rtpmap:(\d+) H264\/90000/gim)) {
    const parameters = new RegExp(`^a=fmtp:${type} (.*)$`, 'im').exec(offer)?.[1] ?? '';
    if (parameters.includes('packetization-mode=1')) return { type: Number(type), parameters };
  }
  throw new Error('The offer has no H.264 in packetization mode 1.');
}

const pictures = accessUnits(readFileSync(file));
const viewers = new Map();
let counter = 0;

function serve(offer, respond) {
  const name = `viewer-${++counter}`;
  const connection = new datachannel.PeerConnection(name, { iceServers: [], disableAutoNegotiation: true, forceMediaTransport: true });
  const { type, parameters } = offeredH264(offer);
  const media = new datachannel.Video(/^a=mid:(\S+)/m.exec(offer)[1], 'SendOnly');
  media.addH264Codec(type, parameters);
  media.addSSRC(counter, 'peer', 'peer', 'video');
  const track = connection.addTrack(media);
  const rtp = new datachannel.RtpPacketizationConfig(counter, 'peer', type, CLOCK_RATE);
  const packetizer = new datachannel.H264RtpPacketizer('StartSequence', rtp, MAXIMUM_PAYLOAD);
  packetizer.addToChain(new datachannel.RtcpSrReporter(rtp));
  packetizer.addToChain(new datachannel.RtcpNackResponder());
  track.setMediaHandler(packetizer);
  connection.onStateChange((state) => {
    if (state === 'failed' || state === 'closed' || state === 'disconnected') viewers.delete(name);
  });
  let answered = false;
  connection.onGatheringStateChange((state) => {
    if (state !== 'complete' || answered) return;
    answered = true;
    viewers.set(name, { connection, track, rtp });
    respond(connection.localDescription().sdp);
  });
  connection.setRemoteDescription(offer, 'offer');
  connection.setLocalDescription('answer');
}

const began = performance.now();
let published = 0;
function publish() {
  const picture = pictures[published % pictures.length];
  for (const viewer of viewers.values()) {
    if (!viewer.track.isOpen()) continue;
    viewer.rtp.timestamp = (published * (CLOCK_RATE / PICTURES_A_SECOND)) >>> 0;
    viewer.track.sendMessageBinary(picture);
  }
  published++;
  // Against the start, not the last picture: a late timer does not slow the stream down.
  setTimeout(publish, Math.max(0, began + (published * 1000) / PICTURES_A_SECOND - performance.now()));
}

publish();
createServer((request, response) => {
  if (request.method !== 'POST') return response.writeHead(200).end();
  let offer = '';
  request.on('data', (part) => (offer += part));
  request.on('end', () => serve(offer, (answer) => response.writeHead(201, { 'content-type': 'application/sdp' }).end(answer)));
}).listen(Number(port), '127.0.0.1');
