export declare const LESSON_FAULTS: readonly { readonly lesson: string }[];
