// What an operator's page and the lower thirds of the same browser say to each other: over a channel of this name.

export const COMMAND_CHANNEL = 'ticker lower third';

/** What is asked of all to learn who is here; it changes nothing on air. */
export const ROLL_CALL = 'roll-call';
