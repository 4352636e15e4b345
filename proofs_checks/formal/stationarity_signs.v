(* The stationary set by products: the inclusion 0 in -grad - N, with N the printed cone of the
   multipliers, for any number of coordinates. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sums.
Open Scope R_scope.

Lemma pick n i c (lam : nat -> R) : (i < n)%nat ->
  sum n (fun j => lam j * (if Nat.eq_dec i j then c j else 0)) = lam i * c i.
Proof.
  intros Hi.
  assert (P : forall m, sum m (fun j => lam j * (if Nat.eq_dec i j then c j else 0)) =
    if lt_dec i m then lam i * c i else 0).
  { induction m as [|m IH]; cbn [sum]; [destruct (lt_dec i 0); [lia | reflexivity]|].
    rewrite IH. destruct (Nat.eq_dec i m) as [<-|N]; destruct (lt_dec i (S i));
      repeat match goal with |- context [lt_dec ?a ?b] => destruct (lt_dec a b) end; try lia; ring. }
  rewrite P. destruct (lt_dec i n); [reflexivity | contradiction].
Qed.

Theorem stationary n (q : nat -> list R) eps kind (w g : nat -> R) :
  (forall i, (i < n)%nat -> 0 <= remoteness (w i) (q i) eps kind) ->
  (exists lam : nat -> R,
    (forall j, (j < n)%nat -> 0 <= lam j /\ (0 < remoteness (w j) (q j) eps kind -> lam j = 0)) /\
    forall i, (i < n)%nat ->
      g i = sum n (fun j => lam j * (if Nat.eq_dec i j then slope (w j) (q j) kind else 0))) <->
  forall i, (i < n)%nat ->
    (0 < remoteness (w i) (q i) eps kind -> g i = 0) /\
    (remoteness (w i) (q i) eps kind = 0 ->
      0 <= g i * slope (w i) (q i) kind /\ (slope (w i) (q i) kind = 0 -> g i = 0)).
Proof.
  intros Feas. split.
  - intros (lam & L & G) i Hi. destruct (L i Hi) as [L0 L1]. specialize (G i Hi).
    rewrite pick in G by exact Hi. set (s := slope (w i) (q i) kind) in *. rewrite G. split.
    + intros P. rewrite (L1 P). ring.
    + intros _. split; [nra | intros ->; ring].
  - intros H. exists (fun i => if Req_EM_T (slope (w i) (q i) kind) 0 then 0
      else g i / slope (w i) (q i) kind). split.
    + intros j Hj. destruct (H j Hj) as [H1 H2]. set (s := slope (w j) (q j) kind) in *.
      destruct (Req_EM_T s 0) as [Z|Z]; [split; [lra | reflexivity]|]. split.
      * destruct (Feas j Hj) as [P|P].
        -- rewrite (H1 P). unfold Rdiv. lra.
        -- destruct (H2 (eq_sym P)) as [M _]. replace (g j / s) with (g j * s / (s * s)) by (field; exact Z).
           apply Rmult_le_pos; [exact M|]. apply Rlt_le, Rinv_0_lt_compat. nra.
      * intros P. rewrite (H1 P). unfold Rdiv. ring.
    + intros i Hi. rewrite pick by exact Hi. destruct (H i Hi) as [H1 H2].
      destruct (Req_EM_T (slope (w i) (q i) kind) 0) as [Z|Z]; [|field; exact Z].
      destruct (Feas i Hi) as [P|P]; [rewrite (H1 P); ring|].
      destruct (H2 (eq_sym P)) as [_ M]. rewrite (M Z). ring.
Qed.
