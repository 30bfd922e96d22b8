/** What a user takes at once, on its own and in a user. */
export const UTILIZATION = [
    ...["call", "callback", "chat", "email", "message"].flatMap((media) =>
        ["", ".includeNonAcd", ".interruptibleMediaTypes", ".maximumCapacity"].map((path) => media + path),
    ),
    ...["", "[].interruptingLabelIds", "[].labelId", "[].maximumCapacity"].map((path) => `labelUtilizations${path}`),
];
