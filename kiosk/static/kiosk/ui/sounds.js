// A tone for each thing that happens at a scan, so that nobody has to look up.

const TONES = {
  good: [[1320, 0, 0.07]],
  short: [[1320, 0, 0.06], [660, 0.08, 0.16]],
  unknown: [[440, 0, 0.12], [330, 0.14, 0.2]],
  refused: [[220, 0, 0.3]],
  done: [[880, 0, 0.08], [1320, 0.09, 0.14]],
};

let context = null;

/** Heard at once, but made after the line: what the act has changed comes first. */
export const sound = (kind) => setTimeout(play, 0, kind);

function play(kind) {
  if (!globalThis.AudioContext || !TONES[kind]) return;
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
  for (const [pitch, after, length] of TONES[kind]) tone(pitch, context.currentTime + after, length);
}

function tone(pitch, at, length) {
  const source = context.createOscillator();
  const volume = context.createGain();
  source.frequency.value = pitch;
  source.type = pitch < 400 ? "sawtooth" : "sine";
  volume.gain.setValueAtTime(0.0001, at);
  volume.gain.exponentialRampToValueAtTime(0.16, at + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
  source.connect(volume).connect(context.destination);
  source.start(at);
  source.stop(at + length + 0.02);
}
