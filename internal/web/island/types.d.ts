// What the build gives that TypeScript does not know: the address of a file that is bundled on its own, and styles.
declare module '*?url' {
  const address: string;
  export default address;
}
declare module '*.css';
