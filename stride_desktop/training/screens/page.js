// Puts a page into its state at a time: `show(t)` returns what it did, so that equal results look the same.
"use strict";

const inside = (spans, t) => spans.some(([a, b]) => t >= a && t < b);
const lasting = (spans, t) => spans.reduce((sum, [a, b]) => sum + Math.max(0, Math.min(t, b) - a), 0);
const find = (id) => document.getElementById(id);

function level(act, t) {
  if (inside(act.spans, t)) return 1;
  const next = act.spans.filter(([a]) => a > t).map(([a]) => a - t);
  if (!next.length || next[0] > act.seconds) return next.length ? 0 : act.resting;
  const done = 1 - next[0] / act.seconds;
  return act.stall ? Math.min(done / 0.75, 1) * act.stall : done * 0.985;
}

const ACTS = {
  visible(act, t) {
    const on = inside(act.spans, t);
    for (const id of act.ids) find(id).style.visibility = on ? "visible" : "hidden";
    return on;
  },
  // Comes in so many seconds from the begin of a span, and goes in so many from its end.
  appear(act, t) {
    let share = 0;
    for (const [a, b] of act.spans) {
      if (t >= a && t < b) share = Math.max(share, Math.min((t - a) / act.enter, 1));
      else if (t >= b && t < b + act.leave) share = Math.max(share, 1 - (t - b) / act.leave);
    }
    act.ids.forEach((id, k) => {
      const part = find(id).style, far = k ? 0 : 1 - share;
      part.visibility = share > 0 ? "visible" : "hidden";
      part.opacity = share;
      part.translate = act.across * far + "px " + act.down * far + "px";
    });
    return Math.round(share * 1000);
  },
  slide(act, t) {
    const done = act.spans.map(([a, b]) => (t >= a && t < b ? Math.min((t - a) / act.enter, 1) : 0));
    const share = Math.max(0, ...done);
    find(act.id).style.translate = act.far * (1 - share) + "px 0";
    return Math.round(share * 1000);
  },
  mark(act, t) {
    const at = act.order[Math.floor(Math.max(t, 0) / act.hold) % act.order.length];
    act.ids.forEach((id, k) => { find(id).style.background = k === at ? act.colour : ""; });
    return at;
  },
  fill(act, t) {
    const full = Math.round(level(act, t) * 1000) / 1000;
    find(act.id).style.width = full * 100 + "%";
    if (act.text) find(act.text).textContent = full < 1 ? Math.floor(full * 100) + " %" : act.done;
    return full;
  },
  turn(act, t) {
    const state = Object.keys(act.states).find((name) => inside(act.states[name], t)) || act.usual;
    const mark = find(act.id);
    mark.style[act.part] = act.looks[state][0];
    if (act.looks[state][1]) mark.textContent = act.looks[state][1];
    return state;
  },
  scroll(act, t) {
    const at = act.positions[Math.floor(Math.max(t, 0) / act.hold) % act.positions.length];
    const part = find(act.id);
    part.scrollTop = at * (part.scrollHeight - part.clientHeight);
    return at;
  },
  glide(act, t) {
    const part = find(act.id), at = act.first + lasting(act.spans, t) * act.pace;
    part.scrollTop = at % Math.max(part.scrollHeight - part.clientHeight, 1);
    return at;
  },
  type(act, t) {
    const count = act.first + Math.floor(lasting(act.spans, t) * act.pace);
    const part = find(act.id);
    part.textContent = act.text.slice(0, count) + (act.cursor && Math.floor(t) % 2 ? "▏" : "");
    part.scrollTop = part.scrollHeight;
    return [count, act.cursor && Math.floor(t) % 2];
  },
  tick(act, t) {
    const step = Math.floor(t / act.every);
    find(act.id).textContent = act.texts[((step % act.texts.length) + act.texts.length) % act.texts.length];
    return step;
  },
  pan(act, t) {
    const s = lasting(act.spans, t) * act.pace, part = find(act.id);
    const x = 50 + 50 * Math.sin(act.phase + s), y = 50 + 50 * Math.cos(act.phase * 2 + s * 1.3);
    part.style.backgroundPosition = x + "% " + y + "%";
    return [x, y];
  },
  turnover(act, t) {
    const at = Math.floor(Math.max(t, 0) / act.hold) % act.images.length;
    find(act.id).style.backgroundImage = `url(${act.images[at][0]})`;
    find(act.id).style.backgroundPosition = act.images[at][1];
    return at;
  },
  player(act, t) {
    const played = act.first + lasting(act.spans, t);
    find(act.id).style.width = Math.min(played / 3, 100) + "%";
    find(act.sign).textContent = inside(act.spans, t) ? "❚❚" : "▶";
    return Math.round(played * 10);
  },
  move(act, t) {
    const s = lasting(act.spans, t) * act.pace, part = find(act.id);
    const x = act.area[0] + act.area[2] * (0.5 + 0.5 * Math.sin(act.phase + s));
    const y = act.area[1] + act.area[3] * (0.5 + 0.5 * Math.sin(act.phase * 2 + s * 0.77));
    part.style.left = x + "px";
    part.style.top = y + "px";
    return [x, y];
  },
};

// The colour of the page's last corner says which moment a picture is of.
function show(t, number) {
  const done = JSON.stringify(SPEC.map((act) => ACTS[act.kind](act, t)));
  find("moment").style.background = `rgb(${(number & 15) * 16}, ${((number >> 4) & 15) * 16}, 77)`;
  return done;
}

function place(id) {
  const box = find(id).getBoundingClientRect();
  return [box.left / innerWidth, box.top / innerHeight, box.right / innerWidth, box.bottom / innerHeight];
}
