// One code base for all organizations: the stack decides which of them, and what is different there.
import * as pulumi from "@pulumi/pulumi";
import { dev } from "./stacks/dev";
import { prod } from "./stacks/prod";

/** The program of each stack. */
const stacks = { dev, prod };

export default function program() {
    const stack = pulumi.getStack();
    if (!Object.hasOwn(stacks, stack)) {
        throw new pulumi.RunError(`there is no program for the stack ${stack}: stacks are ${Object.keys(stacks).join(" and ")}`);
    }
    return stacks[stack as keyof typeof stacks]();
}
