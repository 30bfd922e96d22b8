export { temporaryFolder } from "./cleanup";
export * as places from "./places";
export { Project, type Options, type Program } from "./project";
export { describe, Result, type Step } from "./result";
export * from "./resources";
export { type Call, type Json, type Kind, Simulator } from "./simulator";
export { comparable, expected, ids, put, surroundings, type TypeName } from "./expected";
export { diagnostics, providerLines, sameLines } from "./lines";
export { Witness } from "./witness";
