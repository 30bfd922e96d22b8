/** Parts of examples/org/ci that are tested by themselves. */
export * as accept from "../examples/org/ci/accept";
export * as consequences from "../examples/org/ci/consequences";
export * as plan from "../examples/org/ci/plan";
export * as redact from "../examples/org/ci/redact";
export { load } from "js-yaml";
