/** What each threshold would do, computed here: moving the line asks nobody. Pure. */

import type { CurveData } from "./types";

/** Who is there. `minutes`: that one conversation keeps one of an agent's slots. */
export interface People {
  agents: number;
  slots: number;
  minutes: number;
}

/** One position of the line. `wrongPer100`: of answers shown that somebody judged; null: none. */
export interface Point {
  threshold: number;
  share: number;
  escalated: number;
  judged: number;
  wrongPer100: number | null;
  rightWithheld: number;
  busiest: number;
}

/** Verdicts on shown answers below which no rate is told. */
export const LEAST_VERDICTS = 20;
export const STEPS = 100;

interface Course {
  at: number[];
  hours: number[];
}

export class Curve {
  readonly points: Point[];
  private readonly data: CurveData;
  private readonly courses: Course[];

  constructor(data: CurveData) {
    this.data = data;
    this.courses = unpacked(data);
    this.points = Array.from({ length: STEPS + 1 }, (_, step) => this.pointAt(step / STEPS));
  }

  get rule(): string | null {
    return this.data.rule?.key ?? null;
  }

  get threshold(): number | null {
    return this.data.threshold;
  }

  nearest(threshold: number): Point {
    const step = Math.round(Math.min(1, Math.max(0, threshold)) * STEPS);
    return this.points[step] ?? this.pointAt(threshold);
  }

  pointAt(threshold: number): Point {
    const perHour = new Map<number, number>();
    let escalated = 0;
    for (const course of this.courses) {
      const place = course.at.findIndex((at) => at < threshold);
      const hour = course.hours[place];
      if (hour === undefined) continue;
      escalated += 1;
      perHour.set(hour, (perHour.get(hour) ?? 0) + 1);
    }
    const busiest = perHour.size ? Math.max(...perHour.values()) : 0;
    const { conversations } = this.data;
    const share = conversations ? escalated / conversations : 0;
    return { threshold, share, escalated, busiest, ...this.verdictsAt(threshold) };
  }

  private verdictsAt(threshold: number): Pick<Point, "judged" | "wrongPer100" | "rightWithheld"> {
    const shown = this.data.answers.filter(([upTo]) => threshold <= upTo);
    const right = shown.filter(([, isRight]) => isRight).length;
    const allRight = this.data.answers.filter(([, isRight]) => isRight).length;
    const judged = shown.length;
    return {
      judged,
      wrongPer100: judged ? (100 * (judged - right)) / judged : null,
      rightWithheld: allRight - right,
    };
  }
}

/** How many agents so many conversations an hour keep busy, without waiting time to spare. */
export function agentsFor(perHour: number, people: People): number {
  const atOnce = (perHour * people.minutes) / 60;
  return people.slots > 0 ? Math.max(0, Math.ceil(atOnce / people.slots - 1e-9)) : Infinity;
}

/** How many conversations an hour these people can take. */
export function roomOf(people: People): number {
  return people.minutes > 0 ? (people.agents * people.slots * 60) / people.minutes : 0;
}

/** The strictest threshold whose busiest hour these people can take; null when none fits. */
export function pick(curve: Curve, people: People): Point | null {
  const fitting = curve.points.filter((point) => agentsFor(point.busiest, people) <= people.agents);
  return fitting.at(-1) ?? null;
}

function unpacked(data: CurveData): Course[] {
  let begin = 0;
  return data.steps.map((steps) => {
    const end = begin + steps;
    const course = { at: data.at.slice(begin, end), hours: data.hours.slice(begin, end) };
    begin = end;
    return course;
  });
}
