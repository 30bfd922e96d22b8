// Where changes are tried: everything may be replaced and removed.
import { contactCentre } from "../contactCentre";
import { stage } from "../stage";

export const dev = () => contactCentre(stage());
