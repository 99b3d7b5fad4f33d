/** The wire protocol for clients: frame types, the fold, the socket, the outbox. */

export type * from "./generated/frames";
export * from "./catchup";
export * from "./clock";
export * from "./outbox";
export type * from "./payloads";
export * from "./reduce";
export * from "./socket";
export * from "./track";
